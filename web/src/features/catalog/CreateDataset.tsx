/** Open an empty data set; then one goes to it. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { domainsQuery, useDomainName } from '@/features/domains'
import type { Action } from '@/lib/actions'
import { Icon, Notice, useActions } from '@/ui'
import classes from './Datasets.module.css'
import { useCreate } from './queries'

export function CreateDataset() {
  const { t } = useTranslation()
  const [opened, dialog] = useDisclosure()
  const { open } = dialog
  useActions(useMemo<Action[]>(() => [{ id: 'catalog.create', name: t('catalog.create.open'), section: 'make', icon: 'plus', keys: ['n'], perform: open }], [t, open]))
  return (
    <>
      <Button leftSection={<Icon name="plus" size={15} />} onClick={open}>{t('catalog.create.open')}</Button>
      <Modal opened={opened} onClose={dialog.close} title={t('catalog.create.title')} closeButtonProps={{ 'aria-label': t('catalog.create.cancel') }}><Form /></Modal>
    </>
  )
}

function Form() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const domains = useQuery(domainsQuery)
  const domainName = useDomainName()
  const create = useCreate()
  const [given, setGiven] = useState({ name: '', title: '', purpose: '', domain: '' })
  const domain = given.domain || (domains.data?.[0]?.id ?? '')
  const submit = (): void => {
    create.mutate({ ...given, domain, consent_basis: '', licence: '' }, {
      onSuccess: ({ id }) => { void navigate({ to: '/datasets/$dataset', params: { dataset: id } }) },
    })
  }
  return (
    <form className={classes.form} onSubmit={(event) => { event.preventDefault(); submit() }}>
      <TextInput data-autofocus required maxLength={80} label={t('catalog.create.name')} description={t('catalog.create.name_about')} value={given.name} onChange={(event) => { setGiven({ ...given, name: event.currentTarget.value }) }} />
      <NativeSelect label={t('catalog.filter.domain')} value={domain} data={(domains.data ?? []).map(({ id }) => ({ value: id, label: domainName(id) }))} onChange={(event) => { setGiven({ ...given, domain: event.currentTarget.value }) }} />
      <TextInput maxLength={200} label={t('catalog.field.title')} value={given.title} onChange={(event) => { setGiven({ ...given, title: event.currentTarget.value }) }} />
      <Textarea autosize minRows={2} maxLength={2000} label={t('catalog.field.purpose')} value={given.purpose} onChange={(event) => { setGiven({ ...given, purpose: event.currentTarget.value }) }} />
      {(create.error ?? domains.error) && <Notice error={create.error ?? domains.error} />}
      <Button type="submit" className={classes.submit ?? ''} loading={create.isPending} disabled={given.name.trim() === '' || domain === ''}>{t('catalog.create.submit')}</Button>
    </form>
  )
}
