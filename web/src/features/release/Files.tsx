/** Every file of a release with its size and digest, to find and to fetch. */
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { bytes, number } from '@/lib/format'
import { DataTable, EmptyState, Icon, Panel, Tag } from '@/ui'
import classes from './Release.module.css'
import { fileAddress, fileKind, findFiles } from './rules'

type File = ReleaseDetail['contents'][number]

const STEP = 25

export function Files({ release: { reference, contents } }: { release: ReleaseDetail }) {
  const { t, i18n } = useTranslation()
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState(STEP)
  const found = findFiles(contents, query)
  const aside = (
    <>
      <span>{t('release.files.count', { found: number(found.length, i18n.language), all: number(contents.length, i18n.language) })}</span>
      <TextInput type="search" size="xs" aria-label={t('release.files.search')} placeholder={t('release.files.search')} leftSection={<Icon name="search" size={14} />} value={query} onChange={(event) => { setQuery(event.currentTarget.value); setShown(STEP) }} />
    </>
  )
  return (
    <Panel title={t('release.files.title')} aside={aside}>
      {found.length === 0 && <EmptyState title={t('release.files.none')} />}
      {found.length > 0 && (
        <DataTable<File>
          label={t('release.table', { title: t('release.files.title') })} rows={found.slice(0, shown)} keyOf={({ path }) => path}
          columns={[
            { id: 'path', title: t('release.files.path'), cell: ({ path }) => <><a className={`${classes.path ?? ''} ${classes.link ?? ''}`} href={fileAddress(reference, path)} download aria-label={t('release.files.get_named', { path })}>{path}</a> <Kind path={path} /></> },
            { id: 'size', title: t('release.files.size'), numeric: true, cell: ({ size }) => bytes(size, i18n.language) },
            { id: 'digest', title: t('release.files.digest'), cell: ({ sha256 }) => <span className={classes.digest} title={sha256}>{sha256.slice(0, 12)}…</span> },
          ]}
        />
      )}
      {found.length > shown && <Button className={classes.more ?? ''} variant="default" size="xs" onClick={() => { setShown(shown + STEP * 4) }}>{t('release.files.more')}</Button>}
    </Panel>
  )
}

function Kind({ path }: { path: string }) {
  const { t } = useTranslation()
  const kind = fileKind(path)
  return kind === 'other' ? null : <Tag>{t(`release.files.kind.${kind}`)}</Tag>
}
