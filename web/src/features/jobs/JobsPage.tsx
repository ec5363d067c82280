/** Every job of the organisation: running with rate and time left, waiting, and what became of the others. */
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'
import { number } from '@/lib/format'
import { EmptyState, Notice, PageHeader, Rows, useListKeys } from '@/ui'
import { FeedSign } from './FeedSign'
import { JobRow } from './JobRow'
import classes from './Jobs.module.css'
import { jobsQuery } from './queries'
import { fits, inOrder, type Filter } from './rules'

const filters: readonly Filter[] = ['all', 'active', 'failed', 'done']

export function JobsPage() {
  const { t } = useTranslation()
  const jobs = useQuery(jobsQuery)
  const [filter, setFilter] = useState<Filter>('all')
  const all = jobs.data?.items ?? []
  return (
    <>
      <PageHeader title={t('jobs.title')} about={t('jobs.about')} marks={<FeedSign />} />
      <FilterBar jobs={all} filter={filter} onFilter={setFilter} />
      {jobs.isError && <Notice error={jobs.error} retry={jobs.refetch} />}
      {jobs.isPending && <Rows count={5} height={84} />}
      {jobs.isSuccess && <List jobs={inOrder(all.filter((job) => fits(job, filter)))} any={all.length > 0} />}
    </>
  )
}

function FilterBar({ jobs, filter, onFilter }: { jobs: readonly Job[]; filter: Filter; onFilter: (next: Filter) => void }) {
  const { t, i18n } = useTranslation()
  const label = (one: Filter): string => `${t(`jobs.filter.${one}`)} ${number(jobs.filter((job) => fits(job, one)).length, i18n.language)}`
  return (
    <SegmentedControl
      className={classes.filter ?? ''} size="sm" aria-label={t('jobs.filter.label')} value={filter}
      data={filters.map((value) => ({ value, label: label(value) }))}
      onChange={(value) => { onFilter(filters.find((one) => one === value) ?? 'all') }}
    />
  )
}

function List({ jobs, any }: { jobs: readonly Job[]; any: boolean }) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list)
  if (!any) return <EmptyState icon="pulse" title={t('jobs.empty.title')}>{t('jobs.empty.text')}</EmptyState>
  if (jobs.length === 0) return <EmptyState title={t('jobs.filter.none')} />
  return (
    <>
      <h2 className="visually-hidden">{t('jobs.title')}</h2>
      <ul ref={list} className={classes.list}>{jobs.map((job) => <JobRow key={job.id} job={job} />)}</ul>
    </>
  )
}
