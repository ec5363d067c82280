/** Who works for the organisation and as what; owners invite, change and remove. */
import { Button, NativeSelect } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { called } from '@/lib/names'
import { DataTable, Moment, Notice, PageHeader, Rows, Tag, type Column } from '@/ui'
import { Invite } from './Invite'
import { membersQuery, roleOf, roles, useChangeRole, useRemoveMember } from './people'
import { meQuery } from './queries'
import { Question } from './Question'

type Colleague = NonNullable<Awaited<ReturnType<NonNullable<typeof membersQuery.queryFn>>>>[number]

export function MembersPage() {
  const { t, i18n } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const members = useQuery(membersQuery)
  const may = me.permissions.includes('identity:manage')
  const columns = useColumns(may, me.member.id)
  return (
    <>
      <PageHeader title={t('identity.members.title')} about={t(may ? 'identity.members.about' : 'identity.members.about_reader', { name: called(me.organization.name, i18n.language) })} actions={may && <Invite />} />
      {members.isError && <Notice error={members.error} retry={members.refetch} />}
      {members.isPending && <Rows count={3} />}
      {members.data && <DataTable label={t('identity.members.title')} columns={columns} rows={members.data} keyOf={({ id }) => id} />}
    </>
  )
}

function useColumns(may: boolean, mine: string): Column<Colleague>[] {
  const { t } = useTranslation()
  const columns: Column<Colleague>[] = [
    { id: 'name', title: t('identity.members.name'), cell: (one) => <><strong>{one.name || t('identity.members.awaited')}</strong>{one.id === mine && <> <Tag>{t('identity.members.me')}</Tag></>}</> },
    { id: 'email', title: t('identity.login.email'), cell: ({ email }) => email || '–' },
    { id: 'role', title: t('identity.members.role'), cell: (one) => (may ? <RoleField member={one} /> : t(`identity.role.${one.role}.name`)) },
    { id: 'state', title: t('identity.members.state'), cell: ({ has_joined: joined, created_at: at }) => (joined ? <Moment at={at} /> : <Tag icon="clock" tone="warn">{t('identity.members.invited')}</Tag>) },
  ]
  return may ? [...columns, { id: 'remove', title: t('identity.members.remove'), quiet: true, cell: (one) => <Remove member={one} /> }] : columns
}

function RoleField({ member }: { member: Colleague }) {
  const { t } = useTranslation()
  const change = useChangeRole()
  return (
    <>
      <NativeSelect
        size="xs" aria-label={t('identity.members.role_of', { name: member.name || t('identity.members.awaited') })} disabled={change.isPending} value={member.role}
        data={roles.map((role) => ({ value: role, label: t(`identity.role.${role}.name`) }))}
        onChange={(event) => { change.mutate({ id: member.id, role: roleOf(event.currentTarget.value) }) }}
      />
      {change.isError && <Notice error={change.error} />}
    </>
  )
}

function Remove({ member }: { member: Colleague }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const remove = useRemoveMember()
  const name = member.name || t('identity.members.awaited')
  return (
    <>
      <Button variant="subtle" color="red" c="var(--bad)" size="compact-sm" aria-label={t('identity.members.remove_named', { name })} onClick={() => { setAsking(true) }}>{t('identity.members.remove')}</Button>
      {asking && (
        <Question title={t('identity.members.remove_ask', { name })} yes={t('identity.members.remove')} ask={remove} onYes={() => { remove.mutate(member.id) }} onClose={() => { setAsking(false) }}>
          {t(member.has_joined ? 'identity.members.remove_about' : 'identity.members.call_back_about')}
        </Question>
      )}
    </>
  )
}
