import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Playhead, type Player } from './playhead'

/** A player that runs with the clock of the test, and may run wrong. */
function player(from: number, to: number, rate = 1) {
  let running: { since: number; at: number } | undefined
  const log: [number, boolean][] = []
  const made: Player = {
    from, to,
    time: () => running && running.at + ((performance.now() - running.since) / 1000) * rate,
    follow: (time, playing) => {
      log.push([Math.round(time * 1000) / 1000, playing])
      running = playing ? { since: performance.now(), at: time } : undefined
    },
  }
  return { made, log }
}

describe('the playhead', () => {
  beforeEach(() => { vi.useFakeTimers({ toFake: ['performance', 'requestAnimationFrame', 'cancelAnimationFrame'] }) })
  afterEach(() => { vi.useRealTimers() })

  it('runs by itself where nothing sounds, and rests at the end', () => {
    const head = new Playhead(0, 2)
    head.play()
    vi.advanceTimersByTime(1000)
    expect(head.beat().time).toBeCloseTo(1, 1)
    vi.advanceTimersByTime(2000)
    expect(head.beat()).toEqual({ time: 2, playing: false })
  })

  it('starts anew when it is played at its end', () => {
    const head = new Playhead(0, 1)
    head.seek(1)
    head.play()
    expect(head.beat()).toEqual({ time: 0, playing: true })
  })

  it('follows what sounds, even where that is slow', () => {
    const head = new Playhead(0, 10)
    head.join(player(0, 10, 0.5).made)
    head.play()
    vi.advanceTimersByTime(2000)
    expect(head.beat().time).toBeCloseTo(1, 1)
  })

  it('lets a stream that begins later come in, and stops it when told', () => {
    const head = new Playhead(0, 10)
    const late = player(1, 3)
    head.join(late.made)
    head.play()
    vi.advanceTimersByTime(1500)
    expect(late.log.filter(([, playing]) => playing)).toHaveLength(1)
    head.pause()
    expect(late.log.at(-1)?.[1]).toBe(false)
  })

  it('rests where the sound is, not where the last picture was', () => {
    const head = new Playhead(0, 10)
    const sound = player(0, 10)
    head.join(sound.made)
    head.play()
    vi.advanceTimersByTime(1000)
    const now = sound.made.time()
    head.pause()
    expect(head.beat()).toEqual({ time: now, playing: false })
  })

  it('sets a follower right that runs away from the leader', () => {
    const head = new Playhead(0, 10)
    const wild = player(0, 10, 1.5)
    head.join(player(0, 10).made)
    head.join(wild.made)
    head.play()
    vi.advanceTimersByTime(2000)
    expect(Math.abs((wild.made.time() ?? 0) - head.beat().time)).toBeLessThan(0.15)
    expect(wild.log.length).toBeGreaterThan(3)
  })

  it('stays within the record', () => {
    const head = new Playhead(-600, 5)
    expect(head.beat().time).toBe(0)
    head.seek(-9000)
    expect(head.beat().time).toBe(-600)
    head.seek(9000)
    expect(head.beat().time).toBe(5)
  })
})
