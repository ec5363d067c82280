/** What a job is called: by what it does, or by its own name where the catalogues do not know it. */
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'

export function useJobName(): (job: Pick<Job, 'name'>) => string {
  const { t, i18n } = useTranslation()
  const known: Readonly<Record<string, string>> = t('jobs.names', { returnObjects: true, lng: i18n.language })
  return ({ name }) => known[name] ?? name
}

/** A job in one line, with what it works on. */
export function useJobLine(): (job: Pick<Job, 'name' | 'title'>) => string {
  const nameOf = useJobName()
  return (job) => (job.title ? `${job.title} · ${nameOf(job)}` : nameOf(job))
}
