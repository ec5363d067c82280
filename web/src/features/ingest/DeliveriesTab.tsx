/** What was brought into a data set, and when; the newest first. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Delivery } from '@/api'
import { bytes, moment, number } from '@/lib/format'
import { EmptyState, Notice, Rows, Tag } from '@/ui'
import classes from './Ingest.module.css'
import { Outcomes } from './Outcomes'
import { deliveriesQuery } from './queries'
import { StateTag } from './StateTag'

export function DeliveriesTab({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const deliveries = useQuery(deliveriesQuery(dataset))
  const bring = <Link to="/datasets/$dataset/ingest" params={{ dataset }} className={classes.link}>{t('ingest.deliveries.new')}</Link>
  return (
    <section aria-label={t('catalog.tabs.deliveries')} data-station="ingest">
      {deliveries.isError && <Notice error={deliveries.error} retry={deliveries.refetch} />}
      {deliveries.isPending && <Rows count={4} height={90} />}
      {deliveries.data?.length === 0 && <EmptyState icon="upload" title={t('ingest.deliveries.empty')}><p>{t('ingest.deliveries.empty_text')}</p>{bring}</EmptyState>}
      {deliveries.data && deliveries.data.length > 0 && (
        <>
          <p className={classes.tools}>{bring}</p>
          <ol className={classes.list}>{deliveries.data.map((one) => <Row key={one.id} delivery={one} />)}</ol>
        </>
      )}
    </section>
  )
}

function Row({ delivery }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  return (
    <li className={classes.delivery}>
      <p className={classes.facts}>
        <Link to="/deliveries/$delivery" params={{ delivery: delivery.id }}>{t('ingest.delivery.title', { at: moment(new Date(delivery.at), i18n.language) })}</Link>
        <StateTag state={delivery.state} />
        <Tag>{t(`ingest.kind.${delivery.kind}`)}</Tag>
        <span>{delivery.by}</span>
        <span>{t('ingest.deliveries.files', { number: number(delivery.files, i18n.language) })}</span>
        <span>{bytes(delivery.size, i18n.language)}</span>
        <span>{t('ingest.deliveries.added', { number: number(delivery.added, i18n.language) })}</span>
      </p>
      {delivery.files > 0 && <Outcomes delivery={delivery} />}
    </li>
  )
}
