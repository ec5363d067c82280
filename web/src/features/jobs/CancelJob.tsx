/** Stop a job, after asking once. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'
import { Notice } from '@/ui'
import classes from './Jobs.module.css'
import { useCancel } from './queries'

export function CancelJob({ job, name }: { job: Job; name: string }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const cancel = useCancel()
  if (cancel.isError) return <Notice error={cancel.error} retry={() => { cancel.reset() }} />
  if (!asking) {
    return (
      <Button variant="default" size="compact-sm" aria-label={t('jobs.cancel.ask_named', { name })} onClick={() => { setAsking(true) }}>
        {t('jobs.cancel.ask')}
      </Button>
    )
  }
  return (
    <div role="group" aria-label={t('jobs.cancel.ask_named', { name })} className={classes.question}>
      <span>{t('jobs.cancel.question')}</span>
      <Button size="compact-sm" loading={cancel.isPending} autoFocus onClick={() => { cancel.mutate(job.id) }}>{t('jobs.cancel.yes')}</Button>
      <Button variant="default" size="compact-sm" onClick={() => { setAsking(false) }}>{t('jobs.cancel.no')}</Button>
    </div>
  )
}
