/** A device status, or any JSON, as a tree to walk and to search. */
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Icon, Notice, Rows } from '@/ui'
import { documentQuery } from '../queries'
import type { StreamRead } from '../types'
import classes from './Document.module.css'
import { firstOpen, treeRows, type TreeRow } from './rules'

const ROW = 28

export function TreeView({ record, stream }: { record: string; stream: StreamRead }) {
  const document = useQuery(documentQuery(record, stream.n))
  if (document.isError) return <Notice error={document.error} retry={document.refetch} />
  if (document.isPending) return <div className={classes.document}><Rows count={8} height={ROW} /></div>
  return <Tree key={`${record}/${stream.n}`} document={document.data} label={stream.role} />
}

export function Tree({ document, label }: { document: unknown; label: string }) {
  const { t, i18n } = useTranslation()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(() => firstOpen(document))
  const [at, setAt] = useState(0)
  const rows = useMemo(() => treeRows(document, open, typed), [document, open, typed])
  const [height] = useState(() => Math.min(20, Math.max(6, rows.length + 1)) * ROW)
  const frame = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualiser is read while rendering, as it wants to be
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: 12 })
  const here = Math.min(at, rows.length - 1)
  const turn = (row: TreeRow): void => {
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(row.path)) after.add(row.path)
      return after
    })
  }
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setAt(next)
    virtual.scrollToIndex(next)
  }
  const press = (event: KeyboardEvent): void => {
    const row = rows[here]
    if (row === undefined) return
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => { go(here + 1) },
      ArrowUp: () => { go(here - 1) },
      Home: () => { go(0) },
      End: () => { go(rows.length - 1) },
      ArrowRight: () => { if (row.open === false) turn(row); else go(here + 1) },
      ArrowLeft: () => { if (row.open && typed === '') turn(row); else go(rows.findLastIndex(({ depth }, index) => index < here && depth < row.depth)) },
      Enter: () => { if (row.open !== undefined) turn(row) },
    }
    if (!Object.hasOwn(steps, event.key)) return
    event.preventDefault()
    event.stopPropagation()
    steps[event.key]?.()
  }
  const found = rows.filter(({ hit }) => hit).length
  return (
    <div className={classes.document}>
      <div className={classes.search}>
        <TextInput type="search" size="xs" aria-label={t('record.document.search')} placeholder={t('record.document.search')} leftSection={<Icon name="search" size={14} />} value={typed} onChange={(event) => { setTyped(event.currentTarget.value) }} />
        <span role="status" className={classes.found}>{typed.trim() && t('record.document.found', { number: number(found, i18n.language) })}</span>
      </div>
      <div ref={frame} className={classes.frame} style={{ height }} role="tree" aria-label={label} tabIndex={0} aria-activedescendant={rows.length > 0 ? `${label}-row-${here}` : undefined} onKeyDown={press}>
        <div role="none" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return row && (
              <div
                key={row.path} id={`${label}-row-${index}`} role="treeitem" aria-level={row.depth + 1} aria-expanded={row.open} aria-selected={index === here}
                className={classes.row} data-hit={row.hit} style={{ transform: `translateY(${start}px)`, paddingLeft: 8 + row.depth * 16 }}
                onClick={() => { setAt(index); if (row.open !== undefined && typed === '') turn(row) }}
              >
                <span className={classes.turn} data-open={row.open}>{row.open !== undefined && <Icon name="chevron" size={12} />}</span>
                <span className={classes.name}>{row.name}</span>
                <span className={classes.value} data-kind={row.kind}>{row.text}</span>
              </div>
            )
          })}
        </div>
        {rows.length === 0 && <p className={classes.none}>{t('record.document.none')}</p>}
      </div>
    </div>
  )
}
