/** What waits for a person, the most of it first, each a link to where it is done. */
import { useTranslation } from 'react-i18next'
import type { Overview } from '@/api'
import { number } from '@/lib/format'
import { EmptyState, Go, Panel, stationOf } from '@/ui'
import classes from './HomePage.module.css'

export function Waiting({ waiting }: Pick<Overview, 'waiting'>) {
  const { t, i18n } = useTranslation()
  return (
    <Panel title={t('home.waiting.title')}>
      {waiting.length === 0 && <EmptyState icon="check" title={t('home.waiting.none')} />}
      {waiting.length > 0 && (
        <ul className={classes.list}>
          {waiting.map(({ kind, text, count, href, dataset }) => (
            <li key={`${kind} ${dataset}`} data-station={stationOf(kind) ?? 'label'} className={classes.item}>
              <Go href={href} className={classes.line}><span className={classes.text}>{text}</span><span className={classes.number}>{number(count, i18n.language)}</span></Go>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
