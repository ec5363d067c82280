/** The files of an open delivery on their way: each and all, with pace and time left; then the intake begins. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { bytes, duration, number, share } from '@/lib/format'
import { sentence } from '@/lib/problem'
import { Notice, Panel, PatchBar, Tag } from '@/ui'
import { DropZone } from './DropZone'
import classes from './Ingest.module.css'
import { uploadsQuery, useChange } from './queries'
import { plan, type Item, type SendState } from './rules'
import { uploaderOf, type Uploader, type View } from './uploader'

const SHOWN = 60
const order: SendState[] = ['failed', 'sending', 'paused', 'waiting', 'done']
const tones = { waiting: 'quiet', sending: 'quiet', paused: 'warn', done: 'good', failed: 'bad' } as const

export function UploadPanel({ delivery }: { delivery: string }) {
  const { t, i18n } = useTranslation()
  const uploader = uploaderOf(delivery)
  const view = useSyncExternalStore(uploader.watch, uploader.look)
  const held = useQuery(uploadsQuery(delivery))
  const finish = useChange(delivery)
  const known = new Set(view.items.map(({ path }) => path))
  const broken = held.data?.filter(({ is_complete: whole, path }) => !whole && !known.has(path)).length ?? 0
  const whole = held.data?.filter(({ is_complete: one, path }) => one && !known.has(path)).length ?? 0
  const ready = !view.busy && view.totals.failed === 0 && view.totals.done === view.totals.files && broken === 0 && view.totals.files + whole > 0
  return (
    <Panel title={t('ingest.upload.title')}>
      <div className={classes.box}>
        {held.isError && <Notice error={held.error} retry={held.refetch} />}
        {broken > 0 && <p role="status">{t('ingest.upload.resume', { number: number(broken, i18n.language) })}</p>}
        {whole > 0 && <p className={classes.quiet}>{t('ingest.upload.there', { number: number(whole, i18n.language) })}</p>}
        <Progress view={view} uploader={uploader} />
        <DropZone small title={t('ingest.drop.title')} text={t('ingest.drop.text')} onFiles={(files) => { uploader.add(plan(files, held.data ?? []).send) }} />
        {finish.isError && <Notice error={finish.error} />}
        <div className={classes.row}>
          <span className={classes.quiet}>{!ready && t('ingest.upload.finish_wait')}</span>
          <Button disabled={!ready} loading={finish.isPending} onClick={() => { finish.mutate('finish') }}>{t('ingest.upload.finish')}</Button>
        </div>
      </div>
    </Panel>
  )
}

function Progress({ view, uploader }: { view: View; uploader: Uploader }) {
  const { t, i18n } = useTranslation()
  const { totals: sum, pace } = view
  if (sum.files === 0) return null
  const left = pace && pace > 0 && view.busy ? (sum.bytes - sum.sent) / pace : undefined
  const ordered = [...view.items].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return (
    <>
      <PatchBar role="progressbar" label={t('ingest.upload.progress')} text={share(sum.sent, sum.bytes, i18n.language)} value={sum.bytes ? sum.sent / sum.bytes : 1} station="ingest" />
      <p className={classes.facts}>
        <span>{t('ingest.upload.count', { done: number(sum.done, i18n.language), all: number(sum.files, i18n.language) })}</span>
        <span>{t('ingest.upload.bytes', { sent: bytes(sum.sent, i18n.language), all: bytes(sum.bytes, i18n.language) })}</span>
        {pace !== undefined && view.busy && <span>{t('ingest.upload.rate', { rate: bytes(pace, i18n.language) })}</span>}
        {left !== undefined && <span>{t('ingest.upload.left', { time: duration(left, i18n.language) })}</span>}
      </p>
      <div className={classes.row}>
        {view.paused
          ? <Button variant="default" size="xs" onClick={() => { uploader.go() }}>{t('ingest.upload.go')}</Button>
          : <Button variant="default" size="xs" disabled={!view.busy} onClick={() => { uploader.pause() }}>{t('ingest.upload.pause')}</Button>}
        {sum.failed > 0 && <Button size="xs" onClick={() => { uploader.retry() }}>{t('ingest.upload.retry')}</Button>}
      </div>
      <ul className={classes.items}>{ordered.slice(0, SHOWN).map((item) => <One key={item.path} item={item} uploader={uploader} />)}</ul>
      {ordered.length > SHOWN && <p className={classes.quiet}>{t('ingest.upload.more', { number: number(ordered.length - SHOWN, i18n.language) })}</p>}
    </>
  )
}

function One({ item: { path, size, sent, state, error }, uploader }: { item: Item; uploader: Uploader }) {
  const { t, i18n } = useTranslation()
  return (
    <li className={classes.item}>
      <span title={path}>{path}</span>
      <PatchBar role="progressbar" label={path} text={share(sent, size, i18n.language)} value={state === 'done' ? 1 : size ? sent / size : 0} station="ingest" />
      <Tag tone={tones[state]}>{t(`ingest.upload.state.${state}`)}</Tag>
      <span>{state !== 'done' && <Button variant="subtle" size="compact-xs" aria-label={t('ingest.upload.drop_named', { path })} onClick={() => { uploader.drop(path) }}>{t('ingest.upload.drop')}</Button>}</span>
      {state === 'failed' && <span className={classes.failed}>{sentence(error, t)}</span>}
    </li>
  )
}
