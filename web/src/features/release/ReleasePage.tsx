/** One release: what it is, how to train on it, what is in it, and every file. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { bytes, number, share } from '@/lib/format'
import { Icon, Notice, PageHeader, Panel, Rows, Stat, Stats, Tag } from '@/ui'
import { Card } from './Card'
import { Changes } from './Changes'
import { ClassBars } from './ClassBars'
import { Facts } from './Facts'
import { Files } from './Files'
import { Load } from './Load'
import { QualityTable } from './QualityTable'
import { releaseQuery } from './queries'
import classes from './Release.module.css'
import { archiveAddress, fileAddress, isIntent } from './rules'
import { Splits } from './Splits'

export function ReleasePage({ reference }: { reference: string }) {
  const { t } = useTranslation()
  const release = useQuery(releaseQuery(reference))
  if (release.data) return <Described key={reference} release={release.data} />
  return (
    <>
      <PageHeader title={reference} crumbs={[{ label: t('catalog.title'), to: '/datasets' }]} />
      {release.isError ? <Notice error={release.error} retry={release.refetch} /> : <Rows count={6} height={80} />}
    </>
  )
}

function useTitle({ title }: ReleaseDetail): string {
  const { i18n } = useTranslation()
  return i18n.language === 'en' ? title.en : title.ko
}

function Described({ release }: { release: ReleaseDetail }) {
  const { t, i18n } = useTranslation()
  const title = useTitle(release)
  const { dataset, reference } = release
  const crumbs = [
    { label: t('catalog.title'), to: '/datasets' },
    { label: title, to: '/datasets/$dataset', params: { dataset } },
    { label: t('release.title'), to: '/datasets/$dataset', params: { dataset }, search: { tab: 'releases' } },
  ] as const
  return (
    <article data-station="release">
      <PageHeader
        title={reference} crumbs={crumbs} about={i18n.language === 'en' ? release.description.en : release.description.ko}
        marks={<Tag station="release">{t('release.version', { version: release.version })}</Tag>}
        actions={<Downloads release={release} />}
      />
      <Versions release={release} />
      <Figures release={release} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Load release={release} />
          <Panel title={t('release.changes.title')}><div className={classes.box}><Changes reference={reference} examples /></div></Panel>
          <ClassBars release={release} />
          <QualityTable lines={release.quality} />
          <Files release={release} />
        </div>
        <div className={classes.side}>
          <Facts release={release} />
          <Splits splits={release.splits} />
          <Card markdown={release.card} />
        </div>
      </div>
    </article>
  )
}

function Downloads({ release: { reference, size } }: { release: ReleaseDetail }) {
  const { t, i18n } = useTranslation()
  return (
    <>
      <Button component="a" href={archiveAddress(reference, 'zip')} download leftSection={<Icon name="download" />}>{t('release.download')} (ZIP, {bytes(size, i18n.language)})</Button>
      <Button component="a" variant="default" href={archiveAddress(reference, 'tar')} download>{t('release.download_tar')}</Button>
      <Button component="a" variant="default" href={fileAddress(reference, 'croissant.json')} download leftSection={<Icon name="link" />}>{t('release.croissant')}</Button>
    </>
  )
}

function Versions({ release: { reference, version, versions } }: { release: ReleaseDetail }) {
  const { t } = useTranslation()
  const name = reference.slice(0, reference.lastIndexOf('@'))
  if (versions.length < 2) return null
  return (
    <nav aria-label={t('release.versions')} className={classes.versions}>
      {versions.map((one) => (
        <Link key={one} to="/releases/$reference" params={{ reference: `${name}@${String(one)}` }} aria-current={one === version ? 'page' : undefined}>{t('release.version', { version: one })}</Link>
      ))}
    </nav>
  )
}

function Figures({ release }: { release: ReleaseDetail }) {
  const { t, i18n } = useTranslation()
  const records = release.splits.reduce((whole, one) => whole + one.records, 0)
  const labelled = typeof release.counts.labelled === 'number' ? release.counts.labelled : 0
  return (
    <Stats>
      <Stat term={t('release.facts.records')} value={number(records, i18n.language)} />
      <Stat term={t('release.facts.labelled')} value={share(labelled, records, i18n.language)} />
      <Stat term={t('release.facts.classes')} value={number(release.classes.filter((one) => !isIntent(one)).length, i18n.language)} />
      <Stat term={t('release.facts.files')} value={number(release.contents.length, i18n.language)} />
      <Stat term={t('release.facts.size')} value={bytes(release.size, i18n.language)} />
    </Stats>
  )
}
