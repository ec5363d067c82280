/** A stand-in for the server with made-up answers, so that pages can be looked at without one. `node e2e/mock.mjs` serves it. */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
export const built = path.resolve(here, '../../src/dure/app/web_dist')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString()
const progress = (done, total, rate_per_s = 0, message = '', unit = 'records') => ({ done, total, unit, rate_per_s, message })
const job = (id, name, state, more) => ({ id, name, dataset: null, title: '', state, error: null, created_at: ago(400), started_at: null, finished_at: null, ...more })

function madeJobs() {
  return [
    job('j1', 'ingest', 'running', { progress: progress(3120, 5000, 41.3, '냉장고/2026-11/IMG_3120.jpg'), started_at: ago(75) }),
    job('j2', 'autolabel', 'queued', { progress: progress(0, 5000) }),
    job('j3', 'quality', 'failed', { progress: progress(812, 2400), started_at: ago(5400), finished_at: ago(5100), error: { ko: '모델 파일 “dino-small”이 없습니다. `dure models install`을 실행하세요.', en: 'The model file “dino-small” is missing; run `dure models install`.' } }),
    job('j4', 'release', 'done', { progress: progress(2400, 2400), started_at: ago(9200), finished_at: ago(9020) }),
    job('j5', 'ingest', 'cancelled', { progress: progress(90, 800), started_at: ago(90_000), finished_at: ago(89_000) }),
  ]
}

const dataset = (name, title, domain, records, labelled, issues, latest_release, seconds) => ({ id: name, name, title, domain, owner: '두레 사무국', mine: true, visibility: 'private', size: 0, records, labelled, issues, latest_release, updated_at: ago(seconds) })

const madeDatasets = [
  dataset('fridge-vegetables', '냉장고 속 채소', 'food', 12_480, 11_902, 37, 3, 240),
  dataset('laundry-fabrics', '세탁물 직물 사진', 'fabric', 5_320, 5_320, 0, 1, 8_000),
  dataset('floor-obstacles', '로봇청소기 바닥 장애물과 문턱, 전선, 양말', 'obstacle', 3_076, 412, 128, null, 86_400),
  dataset('kitchen-commands', '주방 음성 명령', 'voice', 940, 0, 0, null, 400_000),
  dataset('dryer-status', '건조기 상태 기록', 'device', 184_220, 96_040, 4, 12, 1_200_000),
]

const domain = (id, modality, ko, en) => ({ id, version: '1', name: { ko, en }, description: { ko, en }, aliases: [], modalities: [modality] })
const madeDomains = [
  domain('device', 'device_status', '기기 상태', 'Device status'), domain('food', 'image', '식재료', 'Food ingredients'), domain('fabric', 'image', '직물', 'Fabric types'), domain('obstacle', 'image', '바닥 장애물', 'Floor obstacles'),
  domain('voice', 'audio', '음성 명령', 'Voice commands'),
]

const me = {
  member: { id: 'm1', name: '김하늘', email: 'haneul@example.org' },
  organization: { id: 'o1', name: '두레가전 데이터팀', slug: 'dure', tier: 'operator' },
  role: 'owner',
  permissions: ['catalog:read', 'ingest:write'],
  memberships: [{ organization: { id: 'o1', name: '두레가전 데이터팀', slug: 'dure', tier: 'operator' }, role: 'owner' }],
}
const health = { status: 'ok', version: '0.1.0', database: 'SQLite 3.45', storage: 'local', disk_free_bytes: 64_400_000_000 }

const madeOverview = (sets) => ({
  datasets: sets.length, records: sets.reduce((sum, { records }) => sum + records, 0), labelled: sets.reduce((sum, { labelled }) => sum + labelled, 0), size: 48_000_000, providers: 3, simulated: false,
  by_station: {
    ingest: { files: 210_000, issues: 169, running: 1 }, autolabel: { suggested: 40_120, accepted: 31_007, running: 0 },
    quality: { findings: 128, errors: 0, verdicts: { pass: 3, warn: 1, fail: 0 }, running: 0 }, release: { versions: 16, latest: [], running: 0 }, label: { labelled: 114_000, unlabelled: 92_000 },
  },
  waiting: [],
})

const problems = {
  401: { ko: '로그인하지 않았거나, 이메일이나 비밀번호가 맞지 않습니다.', en: 'You are not logged in, or the e-mail or the password is wrong.' },
  404: { ko: '이 링크는 이미 쓰였거나 없는 링크입니다. 운영자에게 새 링크를 받으세요.', en: 'This link has been used or does not exist; ask the operator for a new one.' },
}

/** Everything the stand-in remembers, and what it answers. */
class Mock {
  constructor(filled) {
    this.filled = filled
    this.jobs = filled ? madeJobs() : []
    this.account = { email: 'haneul@example.org', password: 'seven small blue patches' }
    this.links = new Set(['first-link'])
    this.listeners = new Set()
  }

  change(id, more) {
    this.jobs = this.jobs.map((one) => (one.id === id ? { ...one, ...more } : one))
    const changed = this.jobs.find((one) => one.id === id)
    for (const send of this.listeners) send(changed)
  }

  /** [status, body] for a request; undefined where there is no such address. */
  answer(method, url, body, inside) {
    const open = this.door(method, url.pathname, body)
    if (open !== undefined) return open
    if (!inside) return [401]
    return this.room(method, url)
  }

  door(method, pathname, body) {
    if (pathname === '/api/health') return [200, health]
    if (method === 'POST' && pathname === '/api/session') {
      return body.email === this.account.email && body.password === this.account.password ? [204] : [401]
    }
    if (method === 'POST' && pathname.startsWith('/api/claims/')) {
      if (!this.links.delete(pathname.slice('/api/claims/'.length))) return [404]
      this.account = { email: body.email, password: body.password }
      return [204]
    }
    return undefined
  }

  room(method, url) {
    const [, cancelled] = /^\/api\/jobs\/(\w+)\/cancel$/.exec(url.pathname) ?? []
    if (method === 'POST' && cancelled) {
      this.change(cancelled, { state: 'cancelled', finished_at: ago(0) })
      return [204]
    }
    const query = url.searchParams.get('query') ?? ''
    const datasets = this.filled ? madeDatasets.filter(({ name, title }) => (name + title).includes(query)) : []
    return {
      'DELETE /api/session': [204],
      'GET /api/me': [200, me],
      'GET /api/jobs': [200, { items: this.jobs }],
      'GET /api/datasets': [200, { items: datasets, next_cursor: null }],
      'GET /api/domains': [200, madeDomains],
      'GET /api/overview': [200, madeOverview(datasets)],
      'GET /api/activity': [200, []],
    }[`${method} ${url.pathname}`] ?? [404]
  }
}

/** Sentences in the language that was asked for. */
function speak(value, language) {
  return JSON.stringify(value, (_, inner) => (inner?.ko && inner.en ? inner[language] : inner))
}

function reply(response, [status, body], method, pathname, language) {
  const cookie = status === 204 && /session|claims/.test(pathname) ? { 'Set-Cookie': `mock=${method === 'POST' ? '1' : ''}; Path=/; HttpOnly` } : {}
  if (status >= 400) {
    response.writeHead(status, { 'Content-Type': 'application/problem+json' })
    response.end(JSON.stringify({ type: 'about:blank', title: 'Problem', status, detail: problems[status][language], details: {} }))
    return
  }
  response.writeHead(status, { 'Content-Type': 'application/json', ...cookie })
  const localised = pathname === '/api/jobs' ? speak(body, language) : JSON.stringify(body)
  response.end(body === undefined ? undefined : localised)
}

function stream(mock, response, language) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write(': hello\n\n')
  const send = (changed) => response.write(`event: job\ndata: ${speak(changed, language)}\n\n`)
  mock.listeners.add(send)
  response.on('close', () => mock.listeners.delete(send))
}

function file(response, pathname) {
  const asked = path.join(built, pathname)
  const found = asked.startsWith(built) && existsSync(asked) && statSync(asked).isFile() ? asked : path.join(built, 'index.html')
  response.writeHead(200, { 'Content-Type': `${types[path.extname(found)] ?? 'application/octet-stream'}; charset=utf-8` })
  createReadStream(found).pipe(response)
}

async function read(request) {
  let text = ''
  for await (const piece of request) text += piece
  return text ? JSON.parse(text) : {}
}

/** Serve the built pages over made-up answers; `filled: false` is a server on its first day. */
export async function startMock({ port = 0, filled = true } = {}) {
  const mock = new Mock(filled)
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock')
    const language = request.headers['accept-language']?.startsWith('en') ? 'en' : 'ko'
    const inside = request.headers.cookie?.includes('mock=1') ?? false
    if (!url.pathname.startsWith('/api/')) return file(response, url.pathname)
    if (url.pathname === '/api/jobs/events' && inside) return stream(mock, response, language)
    return reply(response, mock.answer(request.method, url, await read(request), inside), request.method, url.pathname, language)
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}`
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { url, claim: `${url}/claim/first-link`, change: mock.change.bind(mock), close }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url, claim } = await startMock({ port: 8765, filled: !process.argv.includes('--empty') })
  console.log(`${url}\n${claim}`)
}
