/** One data set, seen from six sides. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, type ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useDomainName } from '@/features/domains'
import { called } from '@/lib/names'
import { tabs, type Tab } from '@/lib/tabs'
import { Icon, Notice, PageHeader, Rows, Simulated, Tag } from '@/ui'
import classes from './DatasetPage.module.css'
import { EditDataset } from './EditDataset'
import { datasetQuery } from './queries'
import type { DatasetDetail } from './types'
import { useEdges } from './useEdges'

export interface DatasetPageProps {
  dataset: string
  tab: Tab
  where: string[]
  sort?: string
  order?: string
  view?: string
}

const Overview = lazy(async () => ({ default: (await import('./Overview')).Overview }))
const sides: Record<Exclude<Tab, 'overview'>, ComponentType<{ dataset: string }>> = {
  records: lazy(async () => ({ default: (await import('@/features/records/RecordsTab')).RecordsTab })),
  map: lazy(async () => ({ default: (await import('@/features/records/MapTab')).MapTab })),
  deliveries: lazy(async () => ({ default: (await import('@/features/ingest/DeliveriesTab')).DeliveriesTab })),
  quality: lazy(async () => ({ default: (await import('@/features/quality/QualityTab')).QualityTab })),
  releases: lazy(async () => ({ default: (await import('@/features/release/ReleasesTab')).ReleasesTab })),
}

export function DatasetPage({ dataset, tab }: DatasetPageProps) {
  const { t, i18n } = useTranslation()
  const found = useQuery(datasetQuery(dataset))
  const row = useEdges<HTMLElement>(tab)
  const crumbs = [{ label: t('catalog.title'), to: '/datasets' as const }]
  if (found.isError) return <><PageHeader title={t('catalog.title')} crumbs={crumbs} /><Notice error={found.error} retry={found.refetch} /></>
  const Side = tab === 'overview' ? undefined : sides[tab]
  const name = found.data ? found.data.title || found.data.name : '…'
  return (
    <>
      <PageHeader title={name} crumbs={crumbs} marks={found.data && <Marks dataset={found.data} />} actions={found.data?.mine && <Actions dataset={found.data} />} />
      <nav ref={row} aria-label={called(name, i18n.language)} className={classes.tabs}>
        {tabs.map((one) => (
          <Link key={one} to="/datasets/$dataset" params={{ dataset }} search={{ tab: one }} className={classes.tab} aria-current={one === tab ? 'page' : undefined}>{t(`catalog.tabs.${one}`)}</Link>
        ))}
      </nav>
      <Suspense fallback={<Rows count={3} height={120} />}>
        {Side ? <Side dataset={dataset} /> : found.data ? <Overview dataset={found.data} /> : <Rows count={3} height={120} />}
      </Suspense>
    </>
  )
}

function Marks({ dataset }: { dataset: DatasetDetail }) {
  const { t } = useTranslation()
  const domainName = useDomainName()
  return (
    <>
      <Tag station="catalog">{domainName(dataset.domain)}</Tag>
      <Tag icon={dataset.visibility === 'private' ? 'lock' : 'people'}>{t(`catalog.visibility.${dataset.visibility}`)}</Tag>
      {dataset.simulated && <Simulated />}
    </>
  )
}

function Actions({ dataset }: { dataset: DatasetDetail }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <>
      <EditDataset dataset={dataset} />
      <Button leftSection={<Icon name="upload" size={15} />} onClick={() => { void navigate({ to: '/datasets/$dataset/ingest', params: { dataset: dataset.id } }) }}>{t('catalog.overview.add')}</Button>
    </>
  )
}
