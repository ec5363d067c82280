/** The one playhead of a record: what sounds leads it, everything else follows. */

/** Something that plays by itself, such as sound; times are the record's. */
export interface Player {
  from: number
  to: number
  /** Where it is now; undefined while it does not run. */
  time: () => number | undefined
  /** Run from this time, or go there and rest. */
  follow: (time: number, playing: boolean) => void
}

export interface Beat {
  time: number
  playing: boolean
}

/** Seconds by which a follower may be off before it is set right. */
const SLACK = 0.1

export class Playhead {
  #beat: Beat
  #players = new Set<Player>()
  #watchers = new Set<() => void>()
  #frame = 0
  #last = 0
  readonly from: number
  readonly to: number

  constructor(from: number, to: number, start = Math.max(from, Math.min(0, to))) {
    this.from = from
    this.to = to
    this.#beat = { time: start, playing: false }
  }

  readonly beat = (): Beat => this.#beat

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => { this.#watchers.delete(watcher) }
  }

  /** Take part; gives the way to leave. */
  join(player: Player): () => void {
    this.#players.add(player)
    this.#lead(player)
    return () => { this.#players.delete(player) }
  }

  readonly seek = (time: number): void => {
    this.#say({ ...this.#beat, time: Math.min(this.to, Math.max(this.from, time)) })
    for (const player of this.#players) this.#lead(player)
  }

  readonly play = (): void => {
    if (this.#beat.playing || this.to <= this.from) return
    const time = this.#beat.time >= this.to - 1e-3 ? this.from : this.#beat.time
    this.#say({ time, playing: true })
    for (const player of this.#players) this.#lead(player)
    this.#last = performance.now()
    this.#frame = requestAnimationFrame(this.#tick)
  }

  readonly pause = (): void => {
    cancelAnimationFrame(this.#frame)
    if (!this.#beat.playing) return
    // Rest where the sound is by now, so that nothing needs to be sought.
    const times = [...this.#players].map((player) => player.time())
    this.#say({ time: Math.min(this.to, times.find((time) => time !== undefined) ?? this.#beat.time), playing: false })
    for (const player of this.#players) this.#lead(player)
  }

  readonly toggle = (): void => {
    if (this.#beat.playing) this.pause()
    else this.play()
  }

  #say(beat: Beat): void {
    this.#beat = beat
    for (const watcher of this.#watchers) watcher()
  }

  #lead(player: Player): void {
    const { time, playing } = this.#beat
    player.follow(time, playing && time >= player.from && time < player.to)
  }

  readonly #tick = (now: number): void => {
    const passed = (now - this.#last) / 1000
    this.#last = now
    const times = [...this.#players].map((player) => ({ player, at: player.time() }))
    const leader = times.find(({ at }) => at !== undefined)
    const time = leader?.at ?? this.#beat.time + passed
    if (time >= this.to) {
      this.#say({ ...this.#beat, time: this.to })
      this.pause()
      return
    }
    this.#say({ time, playing: true })
    for (const one of times) if (one !== leader && isAstray(one.player, one.at, time)) this.#lead(one.player)
    this.#frame = requestAnimationFrame(this.#tick)
  }
}

/** Whether a player should run and does not, should not and does, or is elsewhere. */
function isAstray({ from, to }: Player, at: number | undefined, time: number): boolean {
  const due = time >= from && time < to
  return due !== (at !== undefined) || (at !== undefined && Math.abs(at - time) > SLACK)
}
