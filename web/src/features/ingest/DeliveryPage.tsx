/** One delivery: its upload, its intake, and what became of each of its files. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Delivery } from '@/api'
import { JobLine, useJob } from '@/features/jobs'
import { bytes, moment, number } from '@/lib/format'
import { Problem } from '@/lib/problem'
import { Notice, PageHeader, Panel, Rows, Tag } from '@/ui'
import { Contract } from './Contract'
import { Files } from './Files'
import classes from './Ingest.module.css'
import { Mend } from './Mend'
import { Outcomes } from './Outcomes'
import { deliveryQuery } from './queries'
import { StateTag } from './StateTag'
import { Undo } from './Undo'
import { UploadPanel } from './UploadPanel'

export function DeliveryPage({ delivery }: { delivery: string }) {
  const { t } = useTranslation()
  const found = useQuery(deliveryQuery(delivery))
  if (found.data) return <Whole key={delivery} delivery={found.data} />
  return (
    <>
      <PageHeader title={t('catalog.tabs.deliveries')} crumbs={[{ label: t('catalog.title'), to: '/datasets' }]} />
      {found.isError ? <Notice error={found.error} retry={found.refetch} /> : <Rows count={4} height={80} />}
    </>
  )
}

function Whole({ delivery }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  const { id, dataset, state } = delivery
  const client = useQueryClient()
  useEffect(() => { void client.invalidateQueries({ queryKey: ['ingest', 'files', id] }) }, [client, id, state])
  const crumbs = [
    { label: t('catalog.title'), to: '/datasets' },
    { label: t('catalog.tabs.deliveries'), to: '/datasets/$dataset', params: { dataset }, search: { tab: 'deliveries' } },
  ] as const
  const ended = state === 'done' || state === 'undone'
  return (
    <article data-station="ingest">
      <PageHeader
        title={t('ingest.delivery.title', { at: moment(new Date(delivery.at), i18n.language) })} crumbs={crumbs}
        about={[delivery.by, delivery.source, delivery.note, bytes(delivery.size, i18n.language)].filter(Boolean).join(' · ')}
        marks={<><StateTag state={state} /><Tag>{t(`ingest.kind.${delivery.kind}`)}</Tag></>} actions={ended && <Undo delivery={delivery} />}
      />
      <div className={classes.stack}>
        {state === 'open' && <UploadPanel delivery={id} />}
        {delivery.error && <Notice error={new Problem(400, delivery.error)} />}
        {state === 'running' && delivery.job && <Running job={delivery.job} />}
        {state !== 'open' && delivery.files > 0 && (
          <Panel title={t('ingest.delivery.result')} aside={<span>{t('ingest.delivery.sum', { number: number(delivery.files, i18n.language) })}</span>}>
            <div className={classes.box}><Outcomes delivery={delivery} /></div>
          </Panel>
        )}
        {ended && <Contract delivery={id} />}
        {ended && delivery.issues > 0 && <Mend delivery={delivery} />}
        {state !== 'open' && delivery.files > 0 && <Files delivery={delivery} />}
      </div>
    </article>
  )
}

function Running({ job: id }: { job: string }) {
  const job = useJob(id)
  return job ? <JobLine job={job} /> : <Rows count={1} height={90} />
}
