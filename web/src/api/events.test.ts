import { afterEach, describe, expect, it, vi } from 'vitest'
import { followJobs } from './events'

const job = (id: string) => ({ id, name: 'ingest', state: 'running', progress: { done: 1 } })
const message = (value: unknown) => `event: job\ndata: ${JSON.stringify(value)}\n\n`

/** A stream that gives these pieces and ends. */
function stream(...pieces: string[]): Response {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
}

let clock = 0

/** Follow through these answers, one a connection, and write down all that happened. */
async function follow(...answers: (() => Response)[]): Promise<unknown[]> {
  const log: unknown[] = []
  const stop = new AbortController()
  let turn = 0
  vi.stubGlobal('fetch', () => Promise.resolve(answers[turn++]?.()))
  const wait = (seconds: number): Promise<void> => {
    log.push(seconds)
    if (turn === answers.length) stop.abort()
    return Promise.resolve()
  }
  const listener = {
    onJob: (found: { id: string }) => log.push(found.id), onDataset: (found: string) => log.push(`dataset ${found}`),
    onLoggedOut: () => log.push('logged out'), onState: (state: string) => log.push(state),
  }
  await followJobs(listener, stop.signal, { wait, now: () => clock })
  return log
}

describe('following jobs', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('reads a message that arrives in pieces', async () => {
    const text = message(job('가'))
    const log = await follow(() => stream(text.slice(0, 9), text.slice(9, 30), text.slice(30)))

    expect(log).toEqual(['live', '가', 'reconnecting', 1])
  })

  it('tells which data set was changed', async () => {
    const log = await follow(() => stream('event: dataset\ndata: "d1"\n\n', 'event: dataset\ndata: {}\n\n'))

    expect(log).toEqual(['live', 'dataset d1', 'reconnecting', 1])
  })

  it('passes over heartbeats, other events and broken data', async () => {
    const log = await follow(() => stream(': beat\n\n', 'event: other\ndata: {}\n\n', 'event: job\ndata: {oops\n\n', message(job('b'))))

    expect(log).toEqual(['live', 'b', 'reconnecting', 1])
  })

  it('waits twice as long after each connection that did not hold, and starts anew after one that did', async () => {
    const down = () => new Response('', { status: 503 })
    const brief = () => stream(message(job('b')))
    const long = () => {
      clock += 60
      return stream(message(job('c')))
    }
    const log = await follow(down, brief, down, long, down)

    expect(log.filter((entry) => typeof entry === 'number')).toEqual([1, 2, 4, 1, 2])
  })

  it('stops when the session has ended, and says so', async () => {
    expect(await follow(() => new Response('', { status: 401 }))).toEqual(['logged out'])
  })
})
