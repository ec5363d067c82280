/** The releases of a data set, the newest first, each with what changed, and the way to freeze the next. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Release } from '@/api'
import { bytes, number } from '@/lib/format'
import { EmptyState, Icon, Moment, Notice, Rows, Tag, useActions } from '@/ui'
import { Changes } from './Changes'
import { releasesQuery } from './queries'
import classes from './Release.module.css'

const FreezeDialog = lazy(async () => ({ default: (await import('./FreezeDialog')).FreezeDialog }))

export function ReleasesTab({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const [freezing, setFreezing] = useState(false)
  const releases = useQuery(releasesQuery(dataset))
  const open = t('release.freeze.open')
  useActions(useMemo(() => [{ id: 'release.freeze', name: open, section: 'make', icon: 'tag', keys: ['f'], perform: () => { setFreezing(true) } }], [open]))
  const newest = releases.data && [...releases.data].reverse()
  const button = <Button leftSection={<Icon name="tag" />} onClick={() => { setFreezing(true) }}>{open}</Button>
  return (
    <section aria-label={t('release.title')} data-station="release">
      {releases.isError && <Notice error={releases.error} retry={releases.refetch} />}
      {releases.isPending && <Rows count={3} height={92} />}
      {newest?.length === 0 && <EmptyState icon="tag" title={t('release.list.empty')}><p>{t('release.list.empty_text')}</p>{button}</EmptyState>}
      {newest && newest.length > 0 && (
        <>
          <div className={classes.bar}><span className={classes.quiet}>{t('release.versions')} {newest.length}</span>{button}</div>
          <ol className={classes.list}>
            {newest.map((release, at) => <Row key={release.id} release={release} latest={at === 0} />)}
          </ol>
        </>
      )}
      {freezing && <Suspense><FreezeDialog dataset={dataset} known={releases.data ?? []} onClose={() => { setFreezing(false) }} /></Suspense>}
    </section>
  )
}

function Row({ release, latest }: { release: Release; latest: boolean }) {
  const { t, i18n } = useTranslation()
  const records = typeof release.counts.records === 'number' ? release.counts.records : 0
  return (
    <li className={classes.row}>
      <p className={classes.head}>
        <Link to="/releases/$reference" params={{ reference: release.reference }}>{t('release.version', { version: release.version })}</Link>
        {latest && <Tag station="release">{t('release.list.latest')}</Tag>}
        <code>{release.reference}</code>
        <span className={classes.quiet}><Moment at={release.created_at} /></span>
      </p>
      <p className={classes.meta}>
        <span>{t('release.list.records', { number: number(records, i18n.language) })}</span>
        {release.files > 0
          ? <><span>{t('release.list.files', { number: number(release.files, i18n.language) })}</span><span>{bytes(release.size, i18n.language)}</span></>
          : <Tag tone="bad" icon="alert">{t('release.list.gone')}</Tag>}
      </p>
      {release.files > 0 && <Changes reference={release.reference} />}
    </li>
  )
}
