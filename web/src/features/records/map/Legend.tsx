/** What the colours mean; a click selects all of a kind, which is also the way for those who do not draw. */
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import type { Group } from './colors'
import classes from './Map.module.css'

interface Props {
  title: string
  groups: readonly (Group & { color: string })[]
  others: { count: number; color: string }
  onSelect: (group: number) => void
}

export function Legend({ title, groups, others, onSelect }: Props) {
  const { t, i18n } = useTranslation()
  return (
    <aside className={classes.legend} aria-label={t('records.map.legend')}>
      <h2>{title}</h2>
      {groups.map(({ text, count, color }, n) => count > 0 && (
        <button key={text} type="button" className={classes.entry} title={t('records.map.select_class', { name: text })} onClick={() => { onSelect(n + 1) }}>
          <span className={classes.swatch} style={{ background: color }} aria-hidden="true" />
          <span className={classes.name}>{text.split(' / ').at(-1)}</span>
          <span className={classes.number}>{number(count, i18n.language)}</span>
        </button>
      ))}
      {others.count > 0 && (
        <button type="button" className={classes.entry} title={t('records.map.select_class', { name: t('records.map.others') })} onClick={() => { onSelect(0) }}>
          <span className={classes.swatch} style={{ background: others.color }} aria-hidden="true" />
          <span className={classes.name}>{t('records.map.others')}</span>
          <span className={classes.number}>{number(others.count, i18n.language)}</span>
        </button>
      )}
    </aside>
  )
}
