/** Tells a row that scrolls sideways on which side more is hidden, so that it can hint at it, and shows its current place. */
import { useEffect, useRef, type RefObject } from 'react'

/** Marks the element with `data-before` and `data-after`, and keeps what is current in sight; `current` is whatever changes with it. */
export function useEdges<Element extends HTMLElement>(current: string): RefObject<Element | null> {
  const row = useRef<Element>(null)
  useEffect(() => {
    const element = row.current
    if (!element) return
    const mark = (): void => {
      const { scrollLeft, clientWidth, scrollWidth } = element
      element.toggleAttribute('data-before', scrollLeft > 1)
      element.toggleAttribute('data-after', scrollLeft + clientWidth < scrollWidth - 1)
    }
    const seen = new ResizeObserver(mark)
    for (const one of [element, ...element.children]) seen.observe(one)
    element.addEventListener('scroll', mark, { passive: true })
    return () => { seen.disconnect(); element.removeEventListener('scroll', mark) }
  }, [])
  useEffect(() => {
    const element = row.current
    const chosen = element?.querySelector<HTMLElement>('[aria-current]')
    if (element && chosen) element.scrollLeft = chosen.offsetLeft - element.offsetLeft - (element.clientWidth - chosen.offsetWidth) / 2
  }, [current])
  return row
}
