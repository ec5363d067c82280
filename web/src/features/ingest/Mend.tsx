/** Mend the files that had issues, and upload just those again. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Delivery } from '@/api'
import { number } from '@/lib/format'
import { Notice, Panel } from '@/ui'
import { DropZone } from './DropZone'
import classes from './Ingest.module.css'
import { filesQuery, useOpen } from './queries'
import { mended, type Picked } from './rules'
import { uploaderOf } from './uploader'

const MOST = 500

export function Mend({ delivery: { id, dataset } }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const issues = useQuery(filesQuery(id, { outcome: 'issue' }, 0, MOST))
  const open = useOpen(dataset)
  const [picked, setPicked] = useState<Picked[]>([])
  const { fits, others } = mended(picked, issues.data?.items.map(({ path }) => path) ?? [])
  const send = async (): Promise<void> => {
    const { id: next } = await open.mutateAsync({ note: t('ingest.mend.note') })
    uploaderOf(next).add(fits)
    await navigate({ to: '/deliveries/$delivery', params: { delivery: next } })
  }
  return (
    <Panel title={t('ingest.mend.title')}>
      <div className={classes.box}>
        <DropZone small title={t('ingest.drop.title')} text={t('ingest.mend.text')} onFiles={setPicked} />
        {picked.length > 0 && (
          <div className={classes.row}>
            <p role="status">{t('ingest.mend.fits', { number: number(fits.length, i18n.language) })} {others.length > 0 && t('ingest.mend.others', { number: number(others.length, i18n.language) })}</p>
            <Button disabled={fits.length === 0} loading={open.isPending} onClick={() => { send().catch(() => undefined) }}>{t('ingest.mend.send')}</Button>
          </div>
        )}
        {(issues.isError || open.isError) && <Notice error={issues.error ?? open.error} />}
      </div>
    </Panel>
  )
}
