/** Tokens with which one's own programs come in: made, shown once, revoked. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { moment } from '@/lib/format'
import { CopyButton, DataTable, EmptyState, Moment, Notice, PageHeader, Rows, type Column } from '@/ui'
import { tokensQuery, useIssueToken, useRevokeToken } from './people'
import classes from './People.module.css'
import { Question } from './Question'

type Token = NonNullable<Awaited<ReturnType<NonNullable<typeof tokensQuery.queryFn>>>>[number]

export function TokensPage() {
  const { t } = useTranslation()
  const tokens = useQuery(tokensQuery)
  const issue = useIssueToken()
  const columns = useColumns()
  return (
    <>
      <PageHeader title={t('identity.tokens.title')} about={t('identity.tokens.about')} />
      <Create issue={issue} />
      {issue.data && (
        <div className={classes.fresh} role="status">
          <p>{t('identity.tokens.once')}</p>
          <div className={classes.secret}><code>{issue.data.secret}</code><CopyButton value={issue.data.secret} size="sm" variant="filled" /></div>
        </div>
      )}
      {tokens.isError && <Notice error={tokens.error} retry={tokens.refetch} />}
      {tokens.isPending && <Rows count={2} />}
      {tokens.data?.length === 0 && <EmptyState icon="key" title={t('identity.tokens.none')}>{t('identity.tokens.none_about')}</EmptyState>}
      {tokens.data !== undefined && tokens.data.length > 0 && <DataTable label={t('identity.tokens.title')} columns={columns} rows={tokens.data} keyOf={({ id }) => id} />}
    </>
  )
}

const lifetimes = ['30', '90', '365', ''] as const

function Create({ issue }: { issue: ReturnType<typeof useIssueToken> }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    issue.mutate({ name: name.trim(), days: days ? Number(days) : null }, { onSuccess: () => { setName('') } })
  }
  return (
    <form className={classes.create} onSubmit={submit}>
      <TextInput label={t('identity.tokens.name')} placeholder={t('identity.tokens.name_hint')} required withAsterisk={false} maxLength={100} value={name} onChange={(event) => { setName(event.currentTarget.value) }} />
      <NativeSelect label={t('identity.tokens.lifetime')} value={days} data={lifetimes.map((one) => ({ value: one, label: one ? t('identity.tokens.days', { number: one }) : t('identity.tokens.forever') }))} onChange={(event) => { setDays(event.currentTarget.value) }} />
      <Button type="submit" loading={issue.isPending}>{t('identity.tokens.make')}</Button>
      {issue.isError && <Notice error={issue.error} />}
    </form>
  )
}

function useColumns(): Column<Token>[] {
  const { t, i18n } = useTranslation()
  return [
    { id: 'name', title: t('identity.tokens.name'), cell: ({ name }) => <strong>{name}</strong> },
    { id: 'made', title: t('identity.tokens.made'), cell: ({ created_at: at }) => <Moment at={at} /> },
    { id: 'until', title: t('identity.tokens.until'), cell: ({ expires_at: at }) => (at === null ? t('identity.tokens.forever') : moment(new Date(at), i18n.language)) },
    { id: 'revoke', title: t('identity.tokens.revoke'), quiet: true, cell: (token) => <Revoke token={token} /> },
  ]
}

function Revoke({ token }: { token: Token }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const revoke = useRevokeToken()
  return (
    <>
      <Button variant="subtle" color="red" c="var(--bad)" size="compact-sm" aria-label={t('identity.tokens.revoke_named', { name: token.name })} onClick={() => { setAsking(true) }}>{t('identity.tokens.revoke')}</Button>
      {asking && <Question title={t('identity.tokens.revoke_ask', { name: token.name })} yes={t('identity.tokens.revoke')} ask={revoke} onYes={() => { revoke.mutate(token.id) }} onClose={() => { setAsking(false) }}>{t('identity.tokens.revoke_about')}</Question>}
    </>
  )
}
