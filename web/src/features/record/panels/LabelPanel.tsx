/** What the record shows: the label that counts, and the way to say otherwise. */
import { Button } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { isProblem } from '@/lib/problem'
import { Kbd, Notice, Panel, useActions } from '@/ui'
import { labelWords, type ClassName } from '../classes'
import { useLabelling } from '../queries'
import type { RecordDetail } from '../types'
import { LabelPicker } from './LabelPicker'
import classes from './Panels.module.css'

/** Labels by their path; empty is none. */
interface Change {
  from: string
  to: string
}

export function LabelPanel({ record, known, mine }: { record: RecordDetail; known: readonly ClassName[]; mine: boolean }) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const [change, setChange] = useState<Change>()
  const button = useRef<HTMLButtonElement>(null)
  const labelling = useLabelling(record.id)
  const text = (label: string): string => (label === '' ? t('record.label.none') : labelWords(known, label, i18n.language))
  const put = (to: string, undoing = false): void => {
    const from = record.label
    setOpen(false)
    button.current?.focus()
    if (to === from || labelling.isPending) return
    setChange({ from, to })
    labelling.mutate({ label: to || null, version: record.version }, { onSuccess: ({ label }) => { setChange(undoing ? undefined : { from, to: label }) } })
  }
  useActions(useMemo<Action[]>(() => (mine ? [{ id: 'record.label', name: t('record.label.edit'), section: 'make', keys: ['e'], icon: 'tag', perform: () => { setOpen(true) } }] : []), [t, mine]))
  const stale = isProblem(labelling.error, 409)
  const done = labelling.isSuccess && change !== undefined && record.label === change.to
  return (
    <Panel title={t('record.label.title')}>
      <div className={classes.label}>
        <p className={classes.word} data-none={record.label === ''}>{record.label === '' ? t('record.label.none') : (record.label_text || text(record.label))}</p>
        {mine && <LabelPicker known={known} current={record.label} open={open} onOpen={setOpen} onPick={put}>
          <Button ref={button} size="xs" variant="default" loading={labelling.isPending} rightSection={<Kbd keys="e" />} onClick={() => { setOpen(!open) }}>{t('record.label.edit')}</Button>
        </LabelPicker>}
      </div>
      <div role="status" className={classes.after}>
        {done && (
          <>
            <span>{t('record.label.changed', { from: text(change.from), to: text(change.to) })}</span>
            <Button size="compact-xs" variant="subtle" onClick={() => { put(change.from, true) }}>{t('record.label.undo')}</Button>
          </>
        )}
      </div>
      {stale && change && (
        <div className={classes.stale} role="alert">
          <p>{t('record.label.stale', { now: text(record.label), wanted: text(change.to) })}</p>
          <Button size="compact-sm" onClick={() => { put(change.to) }}>{t('record.label.again', { wanted: text(change.to) })}</Button>
          <Button size="compact-sm" variant="default" onClick={() => { labelling.reset(); setChange(undefined) }}>{t('record.label.leave')}</Button>
        </div>
      )}
      {labelling.isError && !stale && <Notice error={labelling.error} />}
    </Panel>
  )
}
