/** The playhead of the record shown, given down the tree; parts that move with it read its beat. */
import { createContext, use, useEffect, useSyncExternalStore, type RefObject } from 'react'
import { lasting, toRecord, toStream } from './clock'
import { Playhead, type Beat } from './playhead'
import type { StreamRead } from './types'

export const PlayheadContext = createContext(new Playhead(0, 0))

export function usePlayhead(): Playhead {
  return use(PlayheadContext)
}

/** The time and whether it runs; renders anew at every beat, so only for small parts. */
export function useBeat(): Beat {
  const head = usePlayhead()
  return useSyncExternalStore(head.watch, head.beat)
}

/** Whether it runs; renders anew only when that changes. */
export function usePlaying(): boolean {
  const head = usePlayhead()
  return useSyncExternalStore(head.watch, () => head.beat().playing)
}

/** Let the sound or video of an element take part in the clock. */
export function usePlayer(element: RefObject<HTMLMediaElement | null>, stream: StreamRead): void {
  const head = usePlayhead()
  useEffect(() => {
    const media = element.current
    if (media === null) return undefined
    const { from, to } = lasting(stream)
    const leave = head.join({
      from,
      to,
      time: () => (media.paused || media.ended ? undefined : toRecord(stream, media.currentTime)),
      follow: (time, playing) => {
        const wanted = Math.max(0, toStream(stream, time))
        const over = Number.isFinite(media.duration) && wanted >= media.duration - 0.05
        if (media.error) return
        if (Math.abs(media.currentTime - wanted) > 0.02) media.currentTime = wanted
        // A browser that refuses to play leaves the playhead running by itself.
        if (playing && !over) media.play().catch(() => undefined)
        else media.pause()
      },
    })
    return () => {
      leave()
      media.pause()
    }
  }, [head, element, stream])
}
