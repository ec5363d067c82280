/** The data sets as cards; where there are none yet, how to make the first. */
import { Button, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Icon, Notice, Panel } from '@/ui'
import classes from './Datasets.module.css'
import { DatasetCard } from './DatasetCard'
import { FirstDataset } from './FirstDataset'
import { datasetsQuery } from './queries'

export function DatasetsPanel() {
  const { t, i18n } = useTranslation()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 250)
  const datasets = useInfiniteQuery(datasetsQuery(query))
  const found = datasets.data?.pages.flatMap(({ items }) => items) ?? []
  const empty = datasets.isSuccess && found.length === 0
  const first = empty && query === '' && typed === ''
  const aside = first ? undefined : (
    <>
      <span className={classes.count}>{datasets.isSuccess && !datasets.hasNextPage && t('catalog.count', { number: number(found.length, i18n.language) })}</span>
      <TextInput type="search" aria-label={t('catalog.search')} placeholder={t('catalog.search')} leftSection={<Icon name="search" size={15} />} className={classes.search ?? ''} value={typed} onChange={(event) => { setTyped(event.currentTarget.value) }} />
    </>
  )
  return (
    <Panel title={t('catalog.title')} aside={aside}>
      {datasets.isError && <Notice error={datasets.error} retry={datasets.refetch} />}
      {datasets.isPending && <Skeleton height={220} />}
      {first && <FirstDataset />}
      {empty && !first && <p className={classes.none}>{t('catalog.none', { query })}</p>}
      <ul className={classes.grid}>
        {found.map((dataset) => <DatasetCard key={dataset.id} dataset={dataset} />)}
      </ul>
      {datasets.hasNextPage && (
        <Button variant="default" mt="md" loading={datasets.isFetchingNextPage} onClick={() => { void datasets.fetchNextPage() }}>{t('catalog.more')}</Button>
      )}
    </Panel>
  )
}
