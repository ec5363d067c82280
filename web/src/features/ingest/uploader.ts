/** Sends the files of one delivery, three at a time, whatever page is shown; a page only watches. */
import { send, type Sender } from '@/api/uploads'
import { pace, totals, withSample, type Item, type Picked, type Sample, type Totals } from './rules'

const PARALLEL = 3
const TELL_MS = 200

export interface View {
  items: readonly Item[]
  totals: Totals
  /** Bytes a second. */
  pace: number | undefined
  paused: boolean
  busy: boolean
}

interface Job extends Item {
  file: File
  resume: string | undefined
  sender?: Sender
}

const nothing: View = { items: [], totals: totals([]), pace: undefined, paused: false, busy: false }

export class Uploader {
  private readonly jobs = new Map<string, Job>()
  private readonly watchers = new Set<() => void>()
  private samples: Sample[] = []
  private paused = false
  private view: View = nothing
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly delivery: string) {
    window.addEventListener('online', () => { this.retry() })
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => { this.watchers.delete(watcher) }
  }

  readonly look = (): View => this.view

  add(files: readonly (Picked & { resume?: string | undefined })[]): void {
    for (const { path, file, resume } of files) this.jobs.set(path, { path, file, resume, size: file.size, sent: 0, state: 'waiting' })
    this.next()
  }

  pause(): void {
    this.paused = true
    for (const job of this.jobs.values()) {
      if (job.state !== 'sending') continue
      job.sender?.pause()
      job.state = 'paused'
    }
    this.changed()
  }

  go(): void {
    this.paused = false
    this.samples = []
    this.next()
  }

  /** Try again what failed. */
  retry(): void {
    for (const job of this.jobs.values()) if (job.state === 'failed') job.state = job.sender ? 'paused' : 'waiting'
    if (!this.paused) this.next()
  }

  /** Leave a file out; the server forgets what came of it. */
  drop(path: string): void {
    this.jobs.get(path)?.sender?.cancel()
    this.jobs.delete(path)
    this.next()
  }

  private next(): void {
    const jobs = [...this.jobs.values()]
    let free = PARALLEL - jobs.filter(({ state }) => state === 'sending').length
    for (const job of this.paused ? [] : jobs) {
      if (free <= 0) break
      if (job.state !== 'waiting' && job.state !== 'paused') continue
      this.begin(job)
      free -= 1
    }
    this.changed()
  }

  private begin(job: Job): void {
    job.state = 'sending'
    job.sender ??= send({
      file: job.file, path: job.path, delivery: this.delivery, resume: job.resume,
      onSent: (bytes) => { job.sent = bytes; this.changed() },
      onDone: () => { job.state = 'done'; this.next() },
      onFailed: (problem) => { job.state = 'failed'; job.error = problem; this.next() },
    })
    job.sender.resume()
  }

  /** Watchers hear a few times a second, not with every byte. */
  private changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      const items = [...this.jobs.values()].map(({ path, size, sent, state, error }) => ({ path, size, sent, state, ...(error && { error }) }))
      const sum = totals(items)
      this.samples = withSample(this.samples, { at_s: performance.now() / 1000, sent: sum.sent })
      this.view = { items, totals: sum, pace: pace(this.samples), paused: this.paused, busy: items.some(({ state }) => state === 'sending' || state === 'waiting') }
      for (const watcher of this.watchers) watcher()
    }, TELL_MS)
  }
}

const uploaders = new Map<string, Uploader>()

/** The one that sends the files of a delivery. */
export function uploaderOf(delivery: string): Uploader {
  const known = uploaders.get(delivery) ?? new Uploader(delivery)
  uploaders.set(delivery, known)
  return known
}
