/** Draw a sound with wavesurfer.js on an audio element that the playhead leads. */
import { useEffect, type RefObject } from 'react'
import WaveSurfer from 'wavesurfer.js'
import Regions from 'wavesurfer.js/plugins/regions'
import Spectrogram from 'wavesurfer.js/plugins/spectrogram'
import { toRecord } from '../clock'
import type { Slots } from '../classes'
import { useTokens } from '../tokens'
import type { PeaksRead, StreamRead } from '../types'
import { usePlayhead } from '../usePlayhead'
import type { Heard } from './rules'

const TOKENS = ['ingest', 'accent', 'ink'] as const
export const WAVE_HEIGHT = 96
const SPECTROGRAM_HEIGHT = 128

interface Drawing {
  box: RefObject<HTMLDivElement | null>
  audio: RefObject<HTMLAudioElement | null>
  stream: StreamRead
  url: string
  peaks: PeaksRead | undefined
  /** The server knows no peaks, and the sound is short enough to be decoded here. */
  unmeasured: boolean
  spectrogram: boolean
  spoken: readonly Heard[]
  slots: Slots
  name: (label: string) => string
}

export function useWaveform({ box, audio, stream, url, peaks, unmeasured, spectrogram, spoken, slots, name }: Drawing): void {
  const head = usePlayhead()
  const tokens = useTokens(TOKENS)
  const marks = JSON.stringify(spoken.filter(({ from, to }) => from !== undefined && to !== undefined)
    .map(({ key, label, from, to }) => ({ id: key, start: from, end: to, slot: slots(label), text: label && name(label) })))
  useEffect(() => {
    if (box.current === null || audio.current === null || (peaks === undefined && !unmeasured)) return undefined
    const regions = Regions.create()
    const wave = WaveSurfer.create({
      container: box.current,
      media: audio.current,
      url,
      height: WAVE_HEIGHT,
      waveColor: tokens.get('ingest') ?? '',
      progressColor: tokens.get('accent') ?? '',
      cursorColor: tokens.get('ink') ?? '',
      cursorWidth: 2,
      normalize: true,
      dragToSeek: true,
      // The spectrogram needs every sample, the waveform only what the server has measured.
      ...(!spectrogram && peaks && { peaks: [peaks.peaks], duration: peaks.duration_s }),
      plugins: [regions, ...(spectrogram ? [Spectrogram.create({ height: SPECTROGRAM_HEIGHT, labels: true, useWebWorker: false })] : [])],
    })
    wave.on('interaction', (time) => { head.seek(toRecord(stream, time)) })
    wave.on('ready', () => { addMarks(regions, marks) })
    return () => { wave.destroy() }
  }, [box, audio, stream, url, peaks, unmeasured, spectrogram, tokens, head, marks])
}

interface MarkRead { id: string; start: number; end: number; slot: number; text: string }

function isMark(value: unknown): value is MarkRead {
  return typeof value === 'object' && value !== null && 'slot' in value
}

function addMarks(regions: ReturnType<typeof Regions.create>, marks: string): void {
  const read: unknown = JSON.parse(marks)
  for (const { id, start, end, slot } of Array.isArray(read) ? read.filter(isMark) : []) {
    regions.addRegion({ id, start, end, color: `color-mix(in oklab, var(--class-${slot}) 22%, transparent)`, drag: false, resize: false })
  }
}
