/** Everything about one record, once it is there. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '@/ui'
import { classNames, colourSlots, labelNames, slotName } from './classes'
import { wholeSpan } from './clock'
import { byClass, inOrder, shapesOf, shownLayers } from './layers'
import { ClassList } from './panels/ClassList'
import { Facts } from './panels/Facts'
import { Findings } from './panels/Findings'
import { LabelPanel } from './panels/LabelPanel'
import { Layers } from './panels/Layers'
import { Raw } from './panels/Raw'
import { Similar } from './panels/Similar'
import { Trail } from './panels/Trail'
import { Playhead } from './playhead'
import { packQuery } from './queries'
import { Streams } from './Streams'
import { Timeline } from './Timeline'
import type { RecordDetail } from './types'
import { PlayheadContext } from './usePlayhead'
import classes from './Record.module.css'

const toggled = <Item,>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> => {
  const after = new Set(set)
  if (!after.delete(item)) after.add(item)
  return after
}

/** The domain that names intents and their slots, also beside pictures of another domain. */
const SPOKEN = 'voice'

export function RecordView({ record, domain, mine }: { record: RecordDetail; domain: string | undefined; mine: boolean | undefined }) {
  const { t, i18n } = useTranslation()
  const pack = useQuery({ ...packQuery(domain ?? ''), enabled: domain !== undefined })
  const known = useMemo(() => classNames(pack.data?.taxonomy ?? []), [pack.data])
  const slots = useMemo(() => colourSlots(known), [known])
  const layers = useMemo(() => inOrder(record.annotation_sets), [record.annotation_sets])
  const spoken = useQuery({ ...packQuery(SPOKEN), enabled: layers.some(({ notes: said }) => said.some(({ type }) => type === 'intent')) })
  const name = useMemo(() => labelNames([...known, ...classNames(spoken.data?.taxonomy ?? []), ...(spoken.data?.slots ?? []).map(slotName)], i18n.language), [known, spoken.data, i18n.language])
  const [turned, setTurned] = useState<ReadonlySet<string>>(() => new Set())
  const shown = useMemo(() => shownLayers(layers, turned), [layers, turned])
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set())
  const [hovered, setHovered] = useState<string>()
  const [chosen, setChosen] = useState<string>()
  const visible = useMemo(() => layers.filter(({ key }) => shown.has(key)), [layers, shown])
  const groups = useMemo(() => byClass(shapesOf(visible)), [visible])
  const shapes = useMemo(() => groups.filter(({ label }) => !hidden.has(label)).flatMap((group) => group.shapes), [groups, hidden])
  const notes = useMemo(() => visible.flatMap((layer) => layer.notes), [visible])
  const head = useMemo(() => {
    const { from, to } = wholeSpan(record.streams)
    return new Playhead(from, to)
  }, [record.streams])
  const show = useCallback((key: string) => { setTurned((set) => toggled(set, key)) }, [])
  const pointing = { hovered, onHover: setHovered, chosen: shapes.find(({ key }) => key === chosen), onChoose: setChosen }
  const timed = head.to > head.from
  return (
    <PlayheadContext value={head}>
      <div className={classes.columns}>
        <div className={classes.main}>
          <Streams record={record.id} open={mine !== false} streams={record.streams} notes={notes} shapes={shapes} slots={slots} name={name} {...pointing} />
          {timed && <Timeline streams={record.streams} stays={record.streams.length > 1} />}
        </div>
        <div className={classes.side}>
          <LabelPanel record={record} known={known} mine={mine ?? false} />
          <Panel title={t('record.layers.title')}>
            <Layers layers={layers} shown={shown} onToggle={show} name={name} />
          </Panel>
          {groups.length > 0 && (
            <Panel title={t('record.classes.title')}>
              <ClassList groups={groups} hidden={hidden} onHide={(label) => { setHidden((set) => toggled(set, label)) }} slots={slots} name={name} {...pointing} />
            </Panel>
          )}
          <Panel title={t('record.facts.title')}><Facts record={record} pack={pack.data} /></Panel>
        </div>
        <div className={classes.below}>
          <Panel title={t('record.findings.title')}><Findings record={record.id} /></Panel>
          <Panel title={t('record.trail.title')}><Trail trail={record.trail} /></Panel>
          <Similar record={record.id} />
          <Raw record={record} />
        </div>
      </div>
    </PlayheadContext>
  )
}
