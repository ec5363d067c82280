/** Above the grid: find, count, order, how large, and the views that were saved. */
import { ActionIcon, Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Icon } from '@/ui'
import { likeOf, only, valueOf } from './filters'
import type { Asked } from './queries'
import classes from './RecordsTab.module.css'
import { densities, type Density } from './rules'
import { SearchBox } from './SearchBox'
import { ViewsMenu } from './ViewsMenu'

export interface Change {
  where?: string[]
  sort?: string
  order?: string
}

interface Props {
  list: Asked
  total: number | undefined
  conditions: { key: string; name: string }[]
  density: Density
  onDensity: (density: Density) => void
  onChange: (change: Change) => void
  onFilters: () => void
}

const sorts = ['path', 'label', 'confidence', 'provider', 'split', 'finding', 'created_at'] as const

export function Toolbar({ list, total, conditions, density, onDensity, onChange, onFilters }: Props) {
  const { t, i18n } = useTranslation()
  const { where, sort, order } = list
  return (
    <div className={classes.tools}>
      <SearchBox text={valueOf(where, 'text')} onText={(text) => { onChange({ where: only(where, 'text', text) }) }} />
      <Button variant="default" className={classes.narrow ?? ''} leftSection={<Icon name="list" size={15} />} onClick={onFilters}>{t('records.filters.title')}</Button>
      <p className={classes.count} role="status">{total !== undefined && <><strong>{number(total, i18n.language)}</strong> {t('records.unit')}</>}</p>
      <NativeSelect
        className={classes.sort ?? ''} disabled={likeOf(where) !== undefined} aria-label={t('records.sort.title')} value={sort} onChange={(event) => { onChange({ sort: event.currentTarget.value }) }}
        data={[...sorts.map((value): { value: string; label: string } => ({ value, label: t(`records.sort.${value}`) })), ...conditions.map(({ key, name }) => ({ value: key, label: name }))]}
      />
      <ActionIcon variant="default" size={36} disabled={likeOf(where) !== undefined} aria-label={t(order === 'asc' ? 'records.sort.down' : 'records.sort.up')} title={t(order === 'asc' ? 'records.sort.down' : 'records.sort.up')} onClick={() => { onChange({ order: order === 'asc' ? 'desc' : 'asc' }) }}>
        <span aria-hidden="true">{order === 'asc' ? '↑' : '↓'}</span>
      </ActionIcon>
      <SegmentedControl
        size="sm" aria-label={t('records.density.title')} value={density} data={densities.map((value) => ({ value, label: t(`records.density.${value}`) }))}
        onChange={(value) => { const found = densities.find((one) => one === value); if (found) onDensity(found) }}
      />
      <ViewsMenu list={list} onChange={onChange} />
    </div>
  )
}
