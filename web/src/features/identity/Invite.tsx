/** Invite someone: choose what they will do, and get a link that works once. */
import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moment } from '@/lib/format'
import { CopyButton, Dialog, Icon, Notice } from '@/ui'
import { roleOf, roles, useInvite, type Role } from './people'
import classes from './People.module.css'

export function Invite() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button leftSection={<Icon name="plus" size={15} />} aria-haspopup="dialog" onClick={() => { setOpen(true) }}>{t('identity.invite.open')}</Button>
      {open && <Sheet onClose={() => { setOpen(false) }} />}
    </>
  )
}

function Sheet({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const [role, setRole] = useState<Role>('annotator')
  const invite = useInvite()
  const link = invite.data && `${window.location.origin}${invite.data.path}`
  return (
    <Dialog label={t('identity.invite.title')} onClose={onClose}>
      <div className={classes.sheet}>
        <h2>{t('identity.invite.title')}</h2>
        {link === undefined && (
          <form className={classes.form} onSubmit={(event) => { event.preventDefault(); invite.mutate(role) }}>
            <NativeSelect label={t('identity.members.role')} description={t(`identity.role.${role}.about`)} value={role} data={roles.map((one) => ({ value: one, label: t(`identity.role.${one}.name`) }))} onChange={(event) => { setRole(roleOf(event.currentTarget.value)) }} />
            {invite.isError && <Notice error={invite.error} />}
            <div className={classes.buttons}><Button variant="default" onClick={onClose}>{t('identity.cancel')}</Button><Button type="submit" loading={invite.isPending}>{t('identity.invite.make')}</Button></div>
          </form>
        )}
        {link !== undefined && (
          <>
            <p>{t('identity.invite.done')}</p>
            <div className={classes.secret}><code>{link}</code><CopyButton value={link} size="sm" variant="filled" /></div>
            {invite.data?.expires_at && <p className={classes.note}>{t('identity.invite.until', { at: moment(new Date(invite.data.expires_at), i18n.language) })}</p>}
            <div className={classes.buttons}><Button variant="default" onClick={onClose}>{t('identity.close')}</Button></div>
          </>
        )}
      </div>
    </Dialog>
  )
}
