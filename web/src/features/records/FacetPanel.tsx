/** What the records differ in, with how many there are of each; a tick narrows the list. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Icon, Notice, Rows } from '@/ui'
import classes from './Facets.module.css'
import { Confidence } from './Confidence'
import { has, toggled } from './filters'
import { facetsQuery } from './queries'
import type { Facet } from './types'
import { useFacetText } from './useFacetText'

interface Props {
  dataset: string
  /** Whether the records have come, so that the server may count. */
  ready: boolean
  where: readonly string[]
  onWhere: (where: string[]) => void
}

const FIRST = 8
const MANY = 14
const OPEN = ['label', 'layer', 'split', 'finding', 'modality']

export function FacetPanel({ dataset, ready, where, onWhere }: Props) {
  const facets = useQuery({ ...facetsQuery({ dataset, where }), enabled: ready })
  if (facets.isError) return <Notice error={facets.error} retry={facets.refetch} />
  if (!facets.data) return <Rows count={6} height={64} />
  return (
    <div className={classes.facets} data-old={facets.isPlaceholderData}>
      {facets.data.facets.filter(({ values }) => values.length > 0).map((facet) => <FacetBlock key={facet.key} facet={facet} where={where} onWhere={onWhere} />)}
      <Confidence where={where} onWhere={onWhere} />
    </div>
  )
}

function FacetBlock({ facet, where, onWhere }: { facet: Facet } & Omit<Props, 'dataset' | 'ready'>) {
  const { t, i18n } = useTranslation()
  const text = useFacetText()
  const [all, setAll] = useState(false)
  const [find, setFind] = useState('')
  const named = facet.values.map((value) => ({ ...value, text: text.value(facet.key, value.value, value.text) }))
  const wanted = find.trim().toLocaleLowerCase()
  const fitting = named.filter((value) => value.text.toLocaleLowerCase().includes(wanted))
  const shown = all || wanted !== '' ? fitting : fitting.filter(({ value }, n) => n < FIRST || has(where, facet.key, value))
  const most = Math.max(...facet.values.map(({ count }) => count), 1)
  const picked = facet.values.some(({ value }) => has(where, facet.key, value))
  return (
    <details className={classes.facet} open={picked || OPEN.includes(facet.key) || undefined}>
      <summary>{text.key(facet.key, facet.name)}<Icon name="down" size={13} /></summary>
      {facet.values.length > MANY && (
        <TextInput size="xs" type="search" className={classes.find ?? ''} value={find} aria-label={t('records.facets.find')} placeholder={t('records.facets.find')} onChange={(event) => { setFind(event.currentTarget.value) }} />
      )}
      <div className={classes.values} role="group" aria-label={text.key(facet.key, facet.name)}>
        {shown.map(({ value, text: name, count }) => (
          <label key={value} className={classes.value} title={name}>
            <input type="checkbox" checked={has(where, facet.key, value)} onChange={() => { onWhere(toggled(where, facet.key, value)) }} />
            <span className={classes.text}>{name.split(' / ').at(-1)}</span>
            <span className={classes.number}>{number(count, i18n.language)}</span>
            <span aria-hidden="true" className={classes.bar} style={{ width: `calc((100% - 34px) * ${count / most})` }} />
          </label>
        ))}
      </div>
      {wanted === '' && fitting.length > shown.length && (
        <Button variant="subtle" size="compact-xs" className={classes.more ?? ''} onClick={() => { setAll(true) }}>{t('records.facets.more', { number: number(fitting.length - shown.length, i18n.language) })}</Button>
      )}
    </details>
  )
}
