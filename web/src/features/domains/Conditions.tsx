/** The circumstances that a good data set varies, and which of them can be together. */
import { useTranslation } from 'react-i18next'
import type { Pack } from '@/api'
import { language } from '@/lib/i18n'
import { EmptyState, Panel, Tag } from '@/ui'
import classes from './Domains.module.css'
import { useWord } from './queries'
import { levelName } from './rules'

export function Conditions({ conditions: { factors, constraints } }: Pick<Pack, 'conditions'>) {
  const { t } = useTranslation()
  const word = useWord()
  return (
    <Panel title={t('domains.conditions')}>
      {factors.length === 0 && <EmptyState title={t('domains.no_conditions')} />}
      {factors.length > 0 && (
        <dl className={classes.box}>
          {factors.map((factor) => (
            <div key={factor.id} className={classes.fact}><dt>{word(factor)}</dt><dd className={classes.tags}>{factor.levels.map((level) => <Tag key={level.id}>{word(level)}</Tag>)}</dd></div>
          ))}
        </dl>
      )}
      {constraints.length > 0 && <h3 className={classes.sub}>{t('domains.constraints')}</h3>}
      <ul className={classes.rules}>
        {constraints.map(({ when, then, reason }) => {
          const cause = Object.entries(when).map(([factor, level]) => levelName(factors, factor, level, language())).join(', ')
          const effect = Object.entries(then).map(([factor, levels]) => levels.map((level) => levelName(factors, factor, level, language())).join(' / ')).join(', ')
          return <li key={`${cause} ${effect}`}><p>{cause} → {effect}</p><p className={classes.quiet}>{word(reason)}</p></li>
        })}
      </ul>
    </Panel>
  )
}
