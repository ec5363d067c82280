/** A verdict as a word with its sign. */
import { useTranslation } from 'react-i18next'
import { Tag, type IconName } from '@/ui'
import type { Verdict } from './report'

const looks: Record<Verdict, { tone: 'good' | 'warn' | 'bad' | 'quiet'; icon: IconName }> = {
  pass: { tone: 'good', icon: 'check' },
  warn: { tone: 'warn', icon: 'alert' },
  fail: { tone: 'bad', icon: 'cross' },
  unmeasured: { tone: 'quiet', icon: 'question' },
}

export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation()
  return <Tag {...looks[verdict]}>{t(`quality.verdict.${verdict}`)}</Tag>
}
