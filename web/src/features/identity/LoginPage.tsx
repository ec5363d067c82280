/** Come in with e-mail and password. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/ui'
import classes from './DoorPage.module.css'
import { DoorPage } from './DoorPage'
import { logIn } from './queries'

/** `ended`: one was inside until just now. */
export function LoginPage({ onEnter, ended = false }: { onEnter: () => unknown; ended?: boolean }) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({ mutationFn: logIn, onSuccess: onEnter })
  return (
    <DoorPage title={t('identity.login.title')}>
      {ended && !enter.isError && <p role="status" className={classes.ended}>{t('identity.login.ended')}</p>}
      <form className={classes.form} onSubmit={(event) => { event.preventDefault(); enter.mutate({ email, password }) }}>
        <TextInput label={t('identity.login.email')} type="email" autoComplete="username" size="md" required withAsterisk={false} autoFocus value={email} onChange={(event) => { setEmail(event.currentTarget.value) }} />
        <PasswordInput label={t('identity.login.password')} autoComplete="current-password" size="md" required withAsterisk={false} value={password} onChange={(event) => { setPassword(event.currentTarget.value) }} />
        {enter.isError && <Notice error={enter.error} />}
        <Button type="submit" size="md" loading={enter.isPending}>{t('identity.login.submit')}</Button>
      </form>
    </DoorPage>
  )
}
