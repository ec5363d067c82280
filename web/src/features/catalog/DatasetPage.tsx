/** One data set, seen from six sides. */
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, type ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { tabs, type Tab } from '@/lib/tabs'
import { PageHeader, Rows } from '@/ui'

export interface DatasetPageProps {
  dataset: string
  tab: Tab
  where: string[]
  sort?: string
  order?: string
  view?: string
}

const sides: Record<Exclude<Tab, 'overview'>, ComponentType<{ dataset: string }>> = {
  records: lazy(async () => ({ default: (await import('@/features/records/RecordsTab')).RecordsTab })),
  map: lazy(async () => ({ default: (await import('@/features/records/MapTab')).MapTab })),
  deliveries: lazy(async () => ({ default: (await import('@/features/ingest/DeliveriesTab')).DeliveriesTab })),
  quality: lazy(async () => ({ default: (await import('@/features/quality/QualityTab')).QualityTab })),
  releases: lazy(async () => ({ default: (await import('@/features/release/ReleasesTab')).ReleasesTab })),
}

export function DatasetPage({ dataset, tab }: DatasetPageProps) {
  const { t } = useTranslation()
  const Side = tab === 'overview' ? undefined : sides[tab]
  return (
    <>
      <PageHeader title={dataset} crumbs={[{ label: t('catalog.title'), to: '/datasets' }]} />
      <nav aria-label={dataset}>
        {tabs.map((one) => <Link key={one} to="/datasets/$dataset" params={{ dataset }} search={{ tab: one }} aria-current={one === tab ? 'page' : undefined}>{t(`catalog.tabs.${one}`)} </Link>)}
      </nav>
      {Side && <Suspense fallback={<Rows />}><Side dataset={dataset} /></Suspense>}
    </>
  )
}
