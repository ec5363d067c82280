/** Run every check, now; the job shows until it has ended. */
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { isActive, JobLine, useJob } from '@/features/jobs'
import { EmptyState, Icon, Notice } from '@/ui'
import { useVerify } from './queries'

export function Verify({ dataset, again = false }: { dataset: string; again?: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const verify = useVerify(dataset)
  const job = useJob(verify.data?.job)
  const ended = job?.state === 'done'
  useEffect(() => {
    if (ended) void client.invalidateQueries({ queryKey: ['quality'] })
  }, [ended, client])
  const busy = verify.isPending || (verify.isSuccess && (job === undefined || isActive(job)))
  return (
    <>
      <div><Button loading={busy} leftSection={<Icon name="refresh" />} onClick={() => { verify.mutate() }}>{t(again ? 'quality.run' : 'quality.start')}</Button></div>
      {verify.isError && <Notice error={verify.error} />}
      {job && !ended && <JobLine job={job} />}
    </>
  )
}

export function Unverified({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  return <EmptyState icon="shield" title={t('quality.empty')}><p>{t('quality.empty_text')}</p><Verify dataset={dataset} /></EmptyState>
}
