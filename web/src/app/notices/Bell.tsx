/** What happened while one was not looking: a bell with a number, and the list behind it. */
import { ActionIcon } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/identity'
import { jobsQuery } from '@/features/jobs'
import { number } from '@/lib/format'
import { Icon } from '@/ui'
import { activityQuery } from '../home/queries'
import classes from './Notices.module.css'
import { isUnread, newsOf } from './rules'
import { markSeen, seenAt, watchSeen } from './seen'

const News = lazy(async () => ({ default: (await import('./News')).News }))

export function Bell() {
  const { t, i18n } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const { id } = me.organization
  const seen = useSyncExternalStore(watchSeen, () => seenAt(id))
  const jobs = useQuery(jobsQuery)
  const activity = useQuery(activityQuery)
  const [open, setOpen] = useState(false)
  useEffect(() => { if (seenAt(id) === undefined) markSeen(id) }, [id])
  const news = newsOf(jobs.data?.items ?? [], activity.data ?? [])
  const unread = news.filter((one) => isUnread(one, seen)).length
  const shown = number(unread, i18n.language)
  const close = (): void => {
    markSeen(id)
    setOpen(false)
  }
  return (
    <>
      <ActionIcon variant="subtle" color="gray" c="var(--ink)" size="lg" pos="relative" aria-haspopup="dialog" aria-label={unread > 0 ? t('shell.news.unread', { number: shown }) : t('shell.news.title')} onClick={() => { setOpen(true) }}>
        <Icon name="bell" size={18} />
        {unread > 0 && <span className={classes.count} aria-hidden="true" data-count={shown} />}
      </ActionIcon>
      {open && <Suspense><News news={news} seen={seen} onRead={() => { markSeen(id) }} onClose={close} /></Suspense>}
    </>
  )
}
