/** The records as tiles, of which only those near the window exist; walked and selected by mouse and by keyboard. */
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { writeListing } from '@/lib/listing'
import { asked } from './filters'
import classes from './RecordGrid.module.css'
import type { Asked } from './queries'
import { layout, type Density } from './rules'
import type { Selection } from './selection'
import { Tile } from './Tile'
import type { Listing } from './useListing'
import { useMoves } from './useMoves'
import { useStroke } from './useStroke'
import tiles from './Tile.module.css'

interface Props {
  list: Asked
  listing: Listing
  density: Density
  selection: Selection
  select: (next: Selection) => void
  onLike: (id: string) => void
  /** Of the toolbar above, that covers what scrolls under it. */
  covered: number
}

export function RecordGrid({ list, listing, density, selection, select, onLike, covered }: Props) {
  const { t } = useTranslation()
  const { ref: sized, width } = useElementSize<HTMLDivElement>()
  const here = useRef<HTMLDivElement>(null)
  const ref = useMergedRef(here, sized)
  const { columns, height } = layout(width || 1000, density)
  const total = listing.total ?? 0
  const top = useTop(here)
  const navigate = useNavigate()
  const open = useCallback((index: number) => {
    const card = listing.at(index)
    if (card) void navigate({ to: '/records/$record', params: { record: card.id }, search: { list: writeListing({ ...list, where: asked(list.where), at: index }) } })
  }, [listing, list, navigate])

  const latest = useRef({ active: 0 })
  const rangeExtractor = useCallback((range: Range) => {
    // The tile that the keyboard stands on stays, or Tab would find none.
    const row = Math.floor(latest.current.active / columns)
    return [...new Set([...defaultRangeExtractor(range), ...(row < range.count ? [row] : [])])].sort((a, b) => a - b)
  }, [columns])
  const virtual = useWindowVirtualizer({
    count: Math.ceil(total / columns), estimateSize: () => height, overscan: 2,
    scrollMargin: top, scrollPaddingStart: covered + 8, scrollPaddingEnd: 80, rangeExtractor,
  })
  useEffect(() => { virtual.measure() }, [virtual, height, columns])

  const rows = Math.max(1, Math.floor(globalThis.innerHeight / height) - 1)
  const moves = useMoves({ list, listing, selection, select, columns, rows, open, onMove: (index) => { virtual.scrollToIndex(Math.floor(index / columns), { align: 'auto' }) } })
  useEffect(() => { latest.current.active = moves.active }, [moves.active])
  const [stroke, hands] = useStroke({ grid: here, list, listing, selection, select, laid: { width, height, columns, total }, covered })

  const items = virtual.getVirtualItems()
  const [from, to] = [(items.find(({ start }) => start + height > (virtual.scrollOffset ?? 0))?.index ?? 0) * columns, ((items.at(-1)?.index ?? 0) + 1) * columns - 1]
  const { see } = listing
  useEffect(() => {
    const timer = setTimeout(() => { see(from, to) }, 60) // those that fly past are not asked for
    return () => { clearTimeout(timer) }
  }, [see, from, to])

  return (
    <div
      ref={ref} role="grid" aria-multiselectable="true" aria-label={t('records.title')} aria-rowcount={Math.ceil(total / columns)} aria-colcount={columns}
      className={classes.grid} data-old={listing.isOld} style={{ height: virtual.getTotalSize() }} onKeyDown={moves.onKeyDown} {...hands}
    >
      {items.map((item) => (
        <div key={item.key} role="row" aria-rowindex={item.index + 1} className={classes.line} style={{ height, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, transform: `translateY(${item.start - top}px)` }}>
          {Array.from({ length: Math.min(columns, total - item.index * columns) }, (_, column) => {
            const index = item.index * columns + column
            const card = listing.at(index)
            if (!card) return <div key={column} role="gridcell" aria-busy="true" className={tiles.wait} />
            return (
              <Tile
                key={column} card={card} index={index} column={column} density={density} any={selection.size > 0}
                selected={selection.has(card.id)} active={moves.active === index} focus={moves.focus === index}
                list={writeListing({ ...list, where: asked(list.where), at: index })} onPick={moves.pick} onOpen={open} onLike={onLike}
              />
            )
          })}
        </div>
      ))}
      {stroke && <div aria-hidden="true" className={classes.stroke} style={stroke} />}
    </div>
  )
}

/** How far below the top of the document an element begins. */
function useTop(ref: { current: HTMLElement | null }): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = (): void => { setTop(Math.round(element.getBoundingClientRect().top + globalThis.scrollY)) }
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    if (element.parentElement) observer.observe(element.parentElement)
    measure()
    return () => { observer.disconnect() }
  }, [ref])
  return top
}
