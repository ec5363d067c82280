/** The one-time link: its holder becomes the operator. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/ui'
import classes from './DoorPage.module.css'
import { DoorPage } from './DoorPage'
import { claim } from './queries'

export function ClaimPage({ secret, onEnter }: { secret: string; onEnter: () => unknown }) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const take = useMutation({ mutationFn: () => claim(secret, { email, name, password }), onSuccess: onEnter })
  return (
    <DoorPage title={t('identity.claim.title')}>
      <p className={classes.text}>{t('identity.claim.text')}</p>
      <form className={classes.form} onSubmit={(event) => { event.preventDefault(); take.mutate() }}>
        <TextInput label={t('identity.claim.name')} autoComplete="name" size="md" required withAsterisk={false} autoFocus value={name} onChange={(event) => { setName(event.currentTarget.value) }} />
        <TextInput label={t('identity.login.email')} type="email" autoComplete="username" size="md" required withAsterisk={false} value={email} onChange={(event) => { setEmail(event.currentTarget.value) }} />
        <PasswordInput label={t('identity.login.password')} description={t('identity.claim.password_hint')} autoComplete="new-password" size="md" required withAsterisk={false} value={password} onChange={(event) => { setPassword(event.currentTarget.value) }} />
        {take.isError && <Notice error={take.error} />}
        <Button type="submit" size="md" loading={take.isPending}>{t('identity.claim.submit')}</Button>
      </form>
    </DoorPage>
  )
}
