/** How far a delivery is. */
import { useTranslation } from 'react-i18next'
import type { Delivery } from '@/api'
import { Tag, type IconName } from '@/ui'

const looks: Record<Delivery['state'], { tone: 'quiet' | 'good' | 'warn' | 'bad'; icon: IconName }> = {
  open: { tone: 'quiet', icon: 'upload' },
  running: { tone: 'quiet', icon: 'pulse' },
  done: { tone: 'good', icon: 'check' },
  undone: { tone: 'warn', icon: 'refresh' },
  expired: { tone: 'quiet', icon: 'clock' },
  failed: { tone: 'bad', icon: 'alert' },
}

export function StateTag({ state }: { state: Delivery['state'] }) {
  const { t } = useTranslation()
  return <Tag {...looks[state]}>{t(`ingest.state.${state}`)}</Tag>
}
