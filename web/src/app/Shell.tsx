/** The frame around every page of a member: where one can go, the switches, what is new, and the page itself. */
import { Button } from '@mantine/core'
import { Link, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'
import { MemberMenu } from '@/features/identity'
import { useFeedState, useJobLine, useLiveJobs } from '@/features/jobs'
import { announced } from '@/lib/announced'
import { forgetStarted } from '@/lib/started'
import { toast } from '@/lib/toasts'
import { Icon, Kbd, LanguageSwitch, Mark, Rows, SchemeSwitch } from '@/ui'
import { useKeyboard } from './keys/useKeyboard'
import { BottomBar } from './nav/BottomBar'
import { SideNav } from './nav/SideNav'
import { Bell } from './notices/Bell'
import { Toasts } from './notices/Toasts'
import classes from './Shell.module.css'
import { useShellActions } from './useShellActions'

const Palette = lazy(async () => ({ default: (await import('./palette/Palette')).Palette }))
const HelpSheet = lazy(async () => ({ default: (await import('./keys/HelpSheet')).HelpSheet }))

type Sheet = 'palette' | 'help'

export function Shell({ onLeave }: { onLeave: () => unknown }) {
  const { t } = useTranslation()
  const [sheet, setSheet] = useState<Sheet>()
  const onPalette = useCallback(() => { setSheet('palette') }, [])
  const onHelp = useCallback(() => { setSheet('help') }, [])
  const close = (): void => { setSheet(undefined) }
  useAnnouncedEnds()
  useKeyboard()
  useShellActions({ onPalette, onHelp })
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>{t('app.skip')}</a>
      <aside className={classes.aside}><SideNav /></aside>
      <div className={classes.page}>
        <header className={classes.header}>
          <Link to="/" className={classes.brand}><Mark size={22} />{t('app.name')}</Link>
          <Search onOpen={onPalette} />
          <div className={classes.tools}><Bell /><LanguageSwitch /><SchemeSwitch /><MemberMenu onLeave={onLeave} /></div>
        </header>
        <Connection />
        <main id="main" tabIndex={-1} className={classes.main}><Suspense fallback={<Rows count={6} />}><Outlet /></Suspense></main>
      </div>
      <BottomBar />
      <Announced />
      <Toasts />
      {sheet && <Suspense>{sheet === 'palette' ? <Palette onClose={close} /> : <HelpSheet onClose={close} />}</Suspense>}
    </div>
  )
}

function Search({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation()
  return (
    <Button variant="default" color="gray" className={classes.search ?? ''} aria-haspopup="dialog" onClick={onOpen} leftSection={<Icon name="search" size={15} />} rightSection={<span aria-hidden="true"><Kbd keys="mod+k" /></span>}>
      <span className={classes.hint}>{t('shell.palette.hint')}</span>
    </Button>
  )
}

/** Tells screen readers which page has come. */
function Announced() {
  const title = useSyncExternalStore(announced.watch, announced.get)
  return <p role="status" className="visually-hidden">{title}</p>
}

/** Says calmly that changes do not arrive just now, and nothing while they do. */
function Connection() {
  const { t } = useTranslation()
  const feed = useFeedState()
  return <div role="status">{feed === 'reconnecting' && <p className={classes.lost}><Icon name="refresh" size={14} />{t('shell.reconnecting')}</p>}</div>
}

/** A toast for every job that was started here and has ended. */
function useAnnouncedEnds(): void {
  const { t } = useTranslation()
  const nameOf = useJobLine()
  const text = (job: Job): string => t(`shell.ended.${job.state === 'failed' ? 'failed' : 'done'}`, { name: nameOf(job) })
  useLiveJobs((job) => {
    if (forgetStarted(job.id) && job.state !== 'cancelled') toast({ text: text(job), tone: job.state === 'failed' ? 'bad' : 'good', href: '/jobs' })
  })
}
