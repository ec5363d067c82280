/** The records of a data set as a map of likeness, on which one selects what belongs together. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useJob } from '@/features/jobs'
import { EmptyState, Icon, Notice, Rows, useActions } from '@/ui'
import type { Action } from '@/lib/actions'
import { BulkBar } from './BulkBar'
import { by as bys, type By } from './map/colors'
import { Legend } from './map/Legend'
import classes from './map/Map.module.css'
import { MapCanvas, tools, type Tool } from './map/MapCanvas'
import { useDots } from './map/useDots'
import type { Point } from './map/view'
import { mapQuery, useMakeMap } from './queries'
import { useSelection } from './selection'
import type { MapPlaces } from './types'
import { useFacetText } from './useFacetText'

export function MapTab({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const map = useQuery(mapQuery(dataset))
  if (map.isError) return <Notice error={map.error} retry={map.refetch} />
  if (map.isPending) return <Rows count={1} height={480} />
  if (map.data === null) return <EmptyState icon="sparkle" title={t('records.map.none_title')}><p>{t('records.map.none')}</p><Make dataset={dataset} name={t('records.map.make')} /></EmptyState>
  return <Loaded dataset={dataset} map={map.data} />
}

function Make({ dataset, name }: { dataset: string; name: string }) {
  const { t } = useTranslation()
  const make = useMakeMap(dataset)
  const job = useJob(make.data?.job)
  const busy = make.isPending || job?.state === 'queued' || job?.state === 'running'
  return (
    <>
      <Button size="xs" loading={busy} onClick={() => { make.mutate() }}>{name}</Button>
      {busy && <p role="status">{t('records.map.making')}</p>}
      {make.isError && <Notice error={make.error} />}
    </>
  )
}

function Loaded({ dataset, map }: { dataset: string; map: MapPlaces }) {
  const { t } = useTranslation()
  const text = useFacetText()
  const navigate = useNavigate()
  const [by, setBy] = useState<By>('label')
  const [tool, setTool] = useState<Tool>('pan')
  const [hover, setHover] = useState<{ place: number; at: Point }>()
  const [selection, select] = useSelection(dataset)
  const { dots, groups, others } = useDots(dataset, map, by, selection)
  const ids = useCallback((places: readonly number[]) => places.flatMap((place) => map.ids[place] ?? []), [map.ids])
  const onCatch = (places: number[], more: boolean): void => { select(new Set([...(more ? selection : []), ...ids(places)])) }
  const showInGrid = (): void => { void navigate({ to: '/datasets/$dataset', params: { dataset }, search: { tab: 'records', where: ['selected:'] } }) }
  useActions(useMemo<Action[]>(() => [
    ...tools.map((one, n) => ({ id: `map.${one}`, name: t(`records.map.${one}`), section: 'page' as const, keys: [String(n + 1)], perform: () => { setTool(one) } })),
    { id: 'records.none', name: t('records.bulk.none'), section: 'list', keys: ['esc'], perform: () => { select(new Set()) } },
  ], [t, select]))
  const group = hover && groups[(dots.colors[hover.place] ?? 0) - 1]
  return (
    <>
      <div className={classes.tools}>
        <NativeSelect aria-label={t('records.map.by')} value={by} data={bys.map((value) => ({ value, label: `${t('records.map.by')}: ${text.key(value)}` }))} onChange={(event) => { const found = bys.find((one) => one === event.currentTarget.value); if (found) setBy(found) }} />
        <SegmentedControl aria-label={t('records.map.tool')} value={tool} data={tools.map((value) => ({ value, label: t(`records.map.${value}`) }))} onChange={(value) => { const found = tools.find((one) => one === value); if (found) setTool(found) }} />
        <span className={classes.text}>{t('records.map.method', { engine: map.engine, method: map.method })}</span>
        {map.stale && <><span role="status">{t('records.map.stale')}</span><Make dataset={dataset} name={t('records.map.again')} /></>}
      </div>
      <div className={classes.layout}>
        <div className={classes.frame}>
          <MapCanvas
            dots={dots} tool={tool} onCatch={onCatch}
            onHover={(place, at) => { setHover(place === undefined ? undefined : { place, at }) }}
            onOpen={(place) => { const [record] = ids([place]); if (record) void navigate({ to: '/records/$record', params: { record } }) }}
          />
          {hover && <Hover record={map.ids[hover.place] ?? ''} at={hover.at} text={group?.text ?? t('records.map.others')} />}
          <p className={classes.keys}>{t('records.map.keys')}</p>
        </div>
        <Legend
          title={text.key(by)} groups={groups} others={others}
          onSelect={(number) => { onCatch(map.ids.flatMap((_, place) => (dots.colors[place] === number ? [place] : [])), false) }}
        />
      </div>
      <BulkBar list={{ dataset, where: [], sort: 'path', order: 'asc' }} total={undefined} selection={selection} select={select}>
        <Button size="xs" variant="default" leftSection={<Icon name="image" size={13} />} onClick={showInGrid}>{t('records.map.in_grid')}</Button>
      </BulkBar>
    </>
  )
}

function Hover({ record, at, text }: { record: string; at: Point; text: string }) {
  return (
    <div className={classes.card} style={{ left: Math.max(4, at.x - 84), top: at.y > 190 ? at.y - 172 : at.y + 20 }}>
      <img src={`/api/records/${record}/preview`} alt="" />
      <p>{text}</p>
    </div>
  )
}
