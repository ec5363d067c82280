/** Bring files into a data set: drop them here, or name a folder of the server. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { datasetQuery } from '@/features/catalog'
import { meQuery } from '@/features/identity'
import { Moment, Notice, PageHeader, Panel } from '@/ui'
import { DropZone } from './DropZone'
import classes from './Ingest.module.css'
import { deliveriesQuery, useOpen } from './queries'
import type { Picked } from './rules'
import { uploaderOf } from './uploader'

export function IngestPage({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const { data: found } = useQuery(datasetQuery(dataset))
  const navigate = useNavigate()
  const open = useOpen(dataset)
  const may = useQuery(meQuery).data?.permissions.includes('ingest:server_folders') ?? false
  const see = (delivery: string): Promise<void> => navigate({ to: '/deliveries/$delivery', params: { delivery } })
  const begin = async (files: Picked[]): Promise<void> => {
    const { id } = await open.mutateAsync({ note: '' })
    uploaderOf(id).add(files)
    await see(id)
  }
  const crumbs = [
    { label: t('catalog.title'), to: '/datasets' },
    { label: found?.title || found?.name || '…', to: '/datasets/$dataset', params: { dataset } },
    { label: t('catalog.tabs.deliveries'), to: '/datasets/$dataset', params: { dataset }, search: { tab: 'deliveries' } },
  ] as const
  return (
    <div data-station="ingest">
      <PageHeader title={t('ingest.title')} crumbs={crumbs} about={t('ingest.about')} />
      <div className={classes.stack}>
        {open.isError && <Notice error={open.error} />}
        <DropZone title={t('ingest.drop.title')} text={t('ingest.drop.text')} onFiles={(files) => { begin(files).catch(() => undefined) }} />
        <Unfinished dataset={dataset} />
        {may && <ServerFolder pending={open.isPending} onStart={(folder, mirrors) => { open.mutate({ folder, mirrors }, { onSuccess: ({ id }) => { void see(id) } }) }} />}
      </div>
    </div>
  )
}

function Unfinished({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const open = useQuery(deliveriesQuery(dataset)).data?.filter(({ state }) => state === 'open') ?? []
  if (open.length === 0) return null
  return (
    <Panel title={t('ingest.open.title')}>
      <ul className={classes.list}>
        {open.map(({ id, at, by }) => <li key={id} className={classes.delivery}><p><Moment at={at} /> · {by} · <Link to="/deliveries/$delivery" params={{ delivery: id }}>{t('ingest.open.go')}</Link></p></li>)}
      </ul>
    </Panel>
  )
}

function ServerFolder({ pending, onStart }: { pending: boolean; onStart: (folder: string, mirrors: boolean) => void }) {
  const { t } = useTranslation()
  const [folder, setFolder] = useState('')
  const [mirrors, setMirrors] = useState(false)
  return (
    <Panel title={t('ingest.folder.title')} aside={<span>{t('ingest.folder.about')}</span>}>
      <form className={classes.box} onSubmit={(event) => { event.preventDefault(); onStart(folder.trim(), mirrors) }}>
        <TextInput label={t('ingest.folder.label')} value={folder} onChange={(event) => { setFolder(event.currentTarget.value) }} />
        <Checkbox label={t('ingest.folder.mirror')} checked={mirrors} onChange={(event) => { setMirrors(event.currentTarget.checked) }} />
        <div><Button type="submit" disabled={folder.trim() === ''} loading={pending}>{t('ingest.folder.start')}</Button></div>
      </form>
    </Panel>
  )
}
