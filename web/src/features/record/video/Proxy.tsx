/** Why a video is not shown as it is, and the way to a copy that browsers play. */
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { JobLine, useJob } from '@/features/jobs'
import { Icon, Notice } from '@/ui'
import { playingQuery, useProxy } from '../queries'
import type { PlayingRead, StreamRead } from '../types'
import classes from './Video.module.css'

interface Props {
  record: string
  stream: StreamRead
  playing: PlayingRead
}

export function Proxy({ record, stream, playing: { shown, message, job: id } }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const proxy = useProxy(record, stream.n)
  const job = useJob(id ?? proxy.data?.job)
  const state = job?.state
  useEffect(() => {
    if (state !== undefined) void client.invalidateQueries({ queryKey: playingQuery(record, stream.n).queryKey })
  }, [state, client, record, stream.n])
  if (shown === 'original' || message === null) return null
  return (
    <div className={classes.proxy}>
      <p><Icon name="alert" size={14} />{message}</p>
      {shown === 'unmade' && <Button size="compact-sm" loading={proxy.isPending} onClick={() => { proxy.mutate() }}>{t('record.video.make')}</Button>}
      {proxy.isError && <Notice error={proxy.error} />}
      {shown === 'making' && job && <JobLine job={job} />}
    </div>
  )
}
