/** The small picture of a record, the shape of its sound, or the sign of its kind. */
import { useQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '@/ui'
import classes from './Tile.module.css'
import { peaksQuery } from './queries'
import type { Modality, Shown } from './types'

const signs: Record<Modality, IconName> = {
  image: 'image', video: 'screen', audio: 'pulse', series: 'pulse', device_status: 'gear', text: 'list',
}

export const Preview = memo(function Preview({ card }: { card: Shown }) {
  const [lost, setLost] = useState(false)
  if (card.modality === 'audio') return <Sound id={card.id} />
  if (lost || (card.modality !== 'image' && card.modality !== 'video')) return <Sign modality={card.modality} />
  return <img className={classes.image} src={`/api/records/${card.id}/preview`} alt="" decoding="async" draggable={false} onError={() => { setLost(true) }} />
})

function Sign({ modality }: { modality: Modality }) {
  const { t } = useTranslation()
  return <span className={classes.sign}><Icon name={signs[modality]} size={22} /><span>{t(`records.modality.${modality}`)}</span></span>
}

function Sound({ id }: { id: string }) {
  const { data = [] } = useQuery(peaksQuery(id))
  if (data.length < 2) return <Sign modality="audio" />
  const slices = data.length / 2
  const path = Array.from({ length: slices }, (_, n) => `M${n + 0.5} ${50 - (data[2 * n + 1] ?? 0) * 48}V${51 - (data[2 * n] ?? 0) * 48}`).join('')
  return (
    <svg className={classes.sound} viewBox={`0 0 ${slices} 100`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} stroke="currentColor" strokeWidth={0.7} />
    </svg>
  )
}
