/**
 * Whether a browser shows the frame that was asked for by time, and names it: every frame of films whose numbers are painted in.
 *
 *     node e2e/frames.mjs FILMS.json      [{ file, frames: {time_base, pts, end} }, …]
 *
 * Prints for each film what was painted into the frames that stood on the screen, and which frame the browser's time named.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { launch, visit } from './browser.mjs'

const films = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const TYPES = { mp4: 'video/mp4', webm: 'video/webm', mov: 'video/mp4', mkv: 'video/x-matroska' }

/** Serve the films in parts, as Dure does: without byte ranges a browser cannot seek. */
const server = createServer((request, response) => {
  const film = films[Number(request.url.slice(1))]
  if (film === undefined) {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>frames</title><video muted></video>')
    return
  }
  const content = readFileSync(film.file)
  const [, first = '0', last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? []
  const [from, to] = [Number(first), last ? Number(last) : content.length - 1]
  response.writeHead(request.headers.range ? 206 : 200, {
    'Accept-Ranges': 'bytes', 'Content-Type': TYPES[film.file.split('.').pop()], 'Content-Length': to - from + 1,
    ...(request.headers.range && { 'Content-Range': `bytes ${from}-${to}/${content.length}` }),
  }).end(content.subarray(from, to + 1))
})

/** Runs in the page. */
async function walk({ url, times, starts }) {
  const video = document.querySelector('video')
  video.src = url
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve
    video.onerror = () => { reject(new Error(video.error?.message ?? 'not playable')) }
  })
  const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight })
  const brush = canvas.getContext('2d', { willReadFrequently: true })
  const painted = () => {
    brush.drawImage(video, 0, 0)
    const bit = (n) => brush.getImageData(14 + n * 14, 40, 1, 1).data[0] > 125
    return Array.from({ length: 12 }, (_, n) => (bit(n) ? 1 << n : 0)).reduce((a, b) => a + b, 0)
  }
  const named = (time) => starts.findLastIndex((start) => start <= time + 1e-4)
  const found = []
  for (const time of times) {
    const shown = new Promise((resolve) => { video.requestVideoFrameCallback((_, { mediaTime }) => { resolve(mediaTime) }) })
    video.currentTime = time
    // Where the frame stands there already, the browser draws nothing anew.
    const seeked = new Promise((resolve) => { video.onseeked = () => { setTimeout(() => { resolve(undefined) }, 250) } })
    const mediaTime = await Promise.race([shown, seeked])
    found.push([painted(), mediaTime === undefined ? null : named(mediaTime)])
  }
  return found
}

await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve) })
const browser = await launch()
try {
  const { page } = await visit(browser)
  const told = []
  for (const [n, { frames: { time_base: [numerator, denominator], pts, end } }] of films.entries()) {
    const starts = pts.map((tick) => (tick * numerator) / denominator)
    const times = starts.map((start, at) => (start + (starts[at + 1] ?? (end * numerator) / denominator)) / 2)
    await page.goto(`http://127.0.0.1:${server.address().port}/page`)
    told.push(await page.evaluate(walk, { url: `/${n}`, times, starts }))
  }
  console.log(JSON.stringify(told))
} finally {
  await browser.close()
  server.close()
}
