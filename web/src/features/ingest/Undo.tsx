/** Take back what a delivery brought, after asking once; or bring it back. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Delivery } from '@/api'
import { Icon, Notice } from '@/ui'
import classes from './Ingest.module.css'
import { useChange } from './queries'

export function Undo({ delivery: { id, state } }: { delivery: Delivery }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const change = useChange(id)
  if (change.isError) return <Notice error={change.error} retry={() => { change.reset() }} />
  if (state === 'undone') return <Button variant="default" loading={change.isPending} onClick={() => { change.mutate('redo') }}>{t('ingest.delivery.redo')}</Button>
  if (!asking) return <Button variant="default" leftSection={<Icon name="refresh" />} onClick={() => { setAsking(true) }}>{t('ingest.delivery.undo')}</Button>
  return (
    <div role="group" aria-label={t('ingest.delivery.undo')} className={classes.row}>
      <span className={classes.quiet}>{t('ingest.delivery.undo_ask')}</span>
      <Button autoFocus loading={change.isPending} onClick={() => { change.mutate('undo', { onSuccess: () => { setAsking(false) } }) }}>{t('ingest.delivery.yes')}</Button>
      <Button variant="default" onClick={() => { setAsking(false) }}>{t('ingest.delivery.no')}</Button>
    </div>
  )
}
