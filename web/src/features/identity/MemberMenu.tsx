/** Who I am here, and the way out. */
import { ActionIcon, Menu } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { called } from '@/lib/names'
import { Icon } from '@/ui'
import classes from './MemberMenu.module.css'
import { logOut, meQuery } from './queries'

export function MemberMenu({ onLeave }: { onLeave: () => unknown }) {
  const { t, i18n } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const leave = useMutation({ mutationFn: logOut, onSuccess: onLeave })
  return (
    <Menu position="bottom-end" width={240} shadow="sm">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--ink)" size="lg" aria-label={t('identity.member', { name: me.member.name })}>
          <Icon name="person" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{me.member.name}</strong>
          <span>{me.member.email}</span>
          <span>{called(me.organization.name, i18n.language)}</span>
        </div>
        <Menu.Divider />
        <Menu.Item onClick={() => { leave.mutate() }}>{t('identity.logout')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
