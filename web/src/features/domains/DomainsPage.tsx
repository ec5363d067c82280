/** The domains that the platform knows, each with what it is for. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Domain } from '@/api'
import { EmptyState, Notice, PageHeader, Rows, Tag, useListKeys } from '@/ui'
import classes from './Domains.module.css'
import { domainsQuery, useWord } from './queries'

export function DomainsPage() {
  const { t } = useTranslation()
  const domains = useQuery(domainsQuery)
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list)
  return (
    <>
      <PageHeader title={t('domains.title')} about={t('domains.about')} />
      {domains.isError && <Notice error={domains.error} retry={domains.refetch} />}
      {domains.isPending && <Rows count={3} height={96} />}
      {domains.data?.length === 0 && <EmptyState icon="book" title={t('domains.none')} />}
      <ul ref={list} className={classes.cards}>{domains.data?.map((domain) => <Card key={domain.id} domain={domain} />)}</ul>
    </>
  )
}

function Card({ domain }: { domain: Domain }) {
  const { t } = useTranslation()
  const word = useWord()
  return (
    <li data-item>
      <Link to="/domains/$domain" params={{ domain: domain.id }} className={classes.card}>
        <h2>{word(domain.name)}</h2>
        <p className={classes.quiet}><code>{domain.id}</code> {t('domains.version', { version: domain.version })}</p>
        <p>{word(domain.description)}</p>
        <p className={classes.tags}>{domain.modalities.map((one) => <Tag key={one}>{t(`domains.modality.${one}`)}</Tag>)}</p>
      </Link>
    </li>
  )
}
