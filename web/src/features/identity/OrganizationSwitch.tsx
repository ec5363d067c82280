/** For whom I work now, and the way to work for another of my organisations. */
import { Menu } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { called } from '@/lib/names'
import { Icon, Notice } from '@/ui'
import classes from './OrganizationSwitch.module.css'
import { meQuery, switchOrganization } from './queries'

export function OrganizationSwitch() {
  const { t, i18n } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const here = called(me.organization.name, i18n.language)
  const change = useSwitch()
  if (me.memberships.length < 2) return <p className={classes.one}><Icon name="building" size={16} /><span className={classes.name}>{here}</span></p>
  return (
    <div>
      <Menu position="bottom-start" width="target" shadow="sm" withinPortal={false}>
        <Menu.Target>
          <button type="button" className={classes.button} aria-label={t('identity.organization.switch', { name: here })}>
            <Icon name="building" size={16} /><span className={classes.name}>{here}</span><Icon name="down" size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {me.memberships.map(({ organization, role }) => (
            <Menu.Item key={organization.id} disabled={change.isPending} rightSection={organization.id === me.organization.id ? <Icon name="check" size={14} /> : undefined} onClick={() => { change.mutate(organization.id) }}>
              <span className={classes.item}>{called(organization.name, i18n.language)}<span>{t(`identity.role.${role}.name`)}</span></span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {change.isError && <Notice error={change.error} />}
    </div>
  )
}

/** Another organisation sees other things: what was known is forgotten, and one begins at home. */
export function useSwitch() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: switchOrganization,
    onSuccess: async () => {
      await client.query({ ...meQuery, staleTime: 0 })
      await navigate({ to: '/' })
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'identity' && queryKey[0] !== 'domains' })
      await client.invalidateQueries()
    },
  })
}
