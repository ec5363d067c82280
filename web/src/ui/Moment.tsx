/** When something was: how long ago, and exactly on hovering. */
import { useTranslation } from 'react-i18next'
import { ago, moment } from '@/lib/format'
import { useNow } from './useNow'

export function Moment({ at }: { at: string }) {
  const { i18n } = useTranslation()
  const now = useNow()
  const date = new Date(at)
  return <time dateTime={at} title={moment(date, i18n.language)}>{ago(date, now, i18n.language)}</time>
}
