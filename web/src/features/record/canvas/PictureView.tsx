/** A picture stream with the shapes said of it; where there are several, the one that belongs to the moment. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { mediaUrl } from '../queries'
import type { Slots } from '../classes'
import { CLASS_TOKENS, useTokens } from '../tokens'
import type { StreamRead } from '../types'
import type { Shape } from './geometry'
import { ImageCanvas } from './ImageCanvas'
import type { Look } from './paint'
import { useRole } from '../useRole'

const TOKENS = ['surface', 'ink', ...CLASS_TOKENS] as const
const FONT = "600 12px 'Noto Sans KR Variable', system-ui, sans-serif"

interface Props {
  record: string
  /** What to show instead of the full medium. */
  instead?: string
  stream: StreamRead
  shapes: readonly Shape[]
  slots: Slots
  name: (label: string) => string
  hovered: string | undefined
  onHover: (key: string | undefined) => void
  chosen: Shape | undefined
  onChoose: (key: string | undefined) => void
}

export function PictureView({ record, instead, stream, shapes, slots, name, ...pointing }: Props) {
  const { t } = useTranslation()
  const nameOf = useRole()
  const tokens = useTokens(TOKENS)
  const look = useMemo<Look>(() => ({
    colour: ({ note }) => tokens.get(CLASS_TOKENS[slots(note.label) - 1] ?? 'class-1') ?? '',
    name: ({ note }) => name(note.label),
    halo: tokens.get('surface') ?? '',
    ink: tokens.get('ink') ?? '',
    font: FONT,
  }), [tokens, slots, name])
  const picture = useMemo(() => ({ width: stream.width ?? 1, height: stream.height ?? 1 }), [stream.width, stream.height])
  return (
    <ImageCanvas
      key={stream.n} src={instead ?? mediaUrl(record, stream.n)} label={t('record.image.of', { role: nameOf(stream), count: shapes.length })}
      picture={picture} shapes={shapes} look={look} {...pointing}
    />
  )
}
