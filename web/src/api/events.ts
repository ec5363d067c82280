/** Follow the server's events over one connection, and come back by oneself when it breaks. */
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { language } from '@/lib/i18n'
import { isLoggedOut, toProblem } from '@/lib/problem'
import type { Job } from './types'

const FIRST_WAIT_S = 1
const LONGEST_WAIT_S = 30

export type FeedState = 'live' | 'reconnecting'

export interface Listener {
  onJob: (job: Job) => void
  /** Someone changed a data set: its description, its records, what is said of them. */
  onDataset: (dataset: string) => void
  /** The session has ended, here or in another window; nothing more is told. */
  onLoggedOut: () => void
  onState: (state: FeedState) => void
}

function isJob(value: unknown): value is Job {
  return typeof value === 'object' && value !== null && 'id' in value && 'state' in value && 'progress' in value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The messages of one answer, until it ends. */
async function listen(body: ReadableStream<Uint8Array<ArrayBuffer>>, listener: Listener): Promise<void> {
  const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  const reader = messages.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const { event, data } = next.value
    const told = event === 'job' || event === 'dataset' ? parse(data) : undefined
    if (event === 'job' && isJob(told)) listener.onJob(told)
    if (event === 'dataset' && typeof told === 'string') listener.onDataset(told)
  }
}

async function connect(listener: Listener, signal: AbortSignal): Promise<void> {
  // EventSource cannot say which language it wants, nor tell a lost session from a lost network.
  const headers = { Accept: 'text/event-stream', 'Accept-Language': language() }
  const response = await fetch('/api/jobs/events', { headers, signal })
  if (!response.ok || response.body === null) throw toProblem(response.status, undefined)
  listener.onState('live')
  await listen(response.body, listener)
}

export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })
}

interface Clock {
  wait: typeof pause
  /** Seconds since some moment. */
  now: () => number
}

const real: Clock = { wait: pause, now: () => performance.now() / 1000 }

/** Tell the listener of every change until the signal; waits longer after each connection that did not hold. */
export async function followJobs(listener: Listener, signal: AbortSignal, { wait, now }: Clock = real): Promise<void> {
  const stopped = (): boolean => signal.aborted
  let seconds = FIRST_WAIT_S
  while (!stopped()) {
    const begun = now()
    try {
      await connect(listener, signal)
    } catch (error) {
      if (isLoggedOut(error)) {
        listener.onLoggedOut()
        return
      }
    }
    if (stopped()) return
    listener.onState('reconnecting')
    if (now() - begun > LONGEST_WAIT_S) seconds = FIRST_WAIT_S
    await wait(seconds, signal)
    seconds = Math.min(LONGEST_WAIT_S, seconds * 2)
  }
}
