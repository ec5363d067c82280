/** The filters that are on, as words: a click turns one round, the cross takes it away. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/ui'
import { parseFilter, turned, without, type Filter } from './filters'
import classes from './RecordsTab.module.css'
import type { Facets } from './types'
import { useFacetText } from './useFacetText'

interface Props {
  where: readonly string[]
  /** For the words of the values. */
  facets: Facets | undefined
  onWhere: (where: string[]) => void
}

export function Chips({ where, facets, onWhere }: Props) {
  const { t } = useTranslation()
  if (where.length === 0) return null
  return (
    <div className={classes.chips} role="group" aria-label={t('records.filters.on')}>
      {where.map((word) => <Chip key={word} word={word} facets={facets} where={where} onWhere={onWhere} />)}
      {where.length > 1 && <Button variant="subtle" size="compact-xs" h={26} onClick={() => { onWhere([]) }}>{t('records.filters.clear')}</Button>}
    </div>
  )
}

function Chip({ word, where, facets, onWhere }: { word: string } & Props) {
  const { t } = useTranslation()
  const named = useNamed(facets)
  const filter = parseFilter(word)
  if (!filter) return null
  const ours = filter.key === 'like' || filter.key === 'selected'
  const text = ours ? t(`records.filters.${filter.key === 'like' ? 'like' : 'selected'}`) : named(filter)
  const content = (
    <>
      {filter.not && <span className={classes.not}>{t('records.filters.not')}</span>}
      {!ours && <span className={classes.key}>{named({ ...filter, value: undefined })}</span>}
      <span className={classes.word}>{text}</span>
    </>
  )
  return (
    <span className={classes.chip} data-not={filter.not}>
      <button type="button" disabled={ours} title={ours ? undefined : t('records.filters.turn')} onClick={() => { onWhere(turned(where, word)) }}>{content}</button>
      <button type="button" aria-label={t('records.filters.drop', { name: text })} onClick={() => { onWhere(without(where, word)) }}><Icon name="cross" size={13} /></button>
    </span>
  )
}

function useNamed(facets: Facets | undefined): (filter: Omit<Filter, 'value'> & { value: string | undefined }) => string {
  const words = useFacetText()
  return ({ key, value }) => {
    const facet = facets?.facets.find((one) => one.key === key)
    if (value === undefined) return words.key(key, facet?.name)
    return words.value(key, value, facet?.values.find((one) => one.value === value)?.text)
  }
}
