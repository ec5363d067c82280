/** Views that were saved: filters and order under a name, for oneself or for all of one's organisation. */
import { Button, Checkbox, Menu, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, Notice } from '@/ui'
import { asked } from './filters'
import { useViews, viewsQuery, type Asked } from './queries'
import type { Change } from './Toolbar'

export function ViewsMenu({ list, onChange }: { list: Asked; onChange: (change: Change) => void }) {
  const { t } = useTranslation()
  const views = useQuery(viewsQuery(list.dataset))
  const { remove } = useViews(list.dataset)
  const [saving, setSaving] = useState(false)
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target><Button variant="default" rightSection={<Icon name="down" size={12} />}>{t('records.views.title')}</Button></Menu.Target>
        <Menu.Dropdown>
          {views.data?.length === 0 && <Menu.Label>{t('records.views.none')}</Menu.Label>}
          {views.data?.map(({ id, name, where, sort, order, shared, mine }) => (
            <Menu.Item key={id} rightSection={shared ? <Icon name="people" size={13} /> : undefined} onClick={() => { onChange({ where, sort, order }) }}>
              {name}{shared && <span className="visually-hidden"> ({t('records.views.shared')})</span>}{!mine && ''}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="plus" size={14} />} onClick={() => { setSaving(true) }}>{t('records.views.save')}</Menu.Item>
          {views.data?.filter(({ mine }) => mine).map(({ id, name }) => (
            <Menu.Item key={id} color="var(--bad)" leftSection={<Icon name="trash" size={14} />} onClick={() => { remove.mutate(id) }}>{t('records.views.remove', { name })}</Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={saving} onClose={() => { setSaving(false) }} title={t('records.views.save')} closeButtonProps={{ 'aria-label': t('records.close') }}>
        <SaveView list={list} onDone={() => { setSaving(false) }} />
      </Modal>
    </>
  )
}

function SaveView({ list, onDone }: { list: Asked; onDone: () => void }) {
  const { t } = useTranslation()
  const { save } = useViews(list.dataset)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const submit = (): void => {
    save.mutate({ name: name.trim(), where: asked(list.where), sort: list.sort, order: list.order, shared }, { onSuccess: onDone })
  }
  return (
    <form style={{ display: 'grid', gap: 14 }} onSubmit={(event) => { event.preventDefault(); submit() }}>
      <TextInput data-autofocus required maxLength={80} label={t('records.views.name')} value={name} onChange={(event) => { setName(event.currentTarget.value) }} />
      <Checkbox label={t('records.views.share')} checked={shared} onChange={(event) => { setShared(event.currentTarget.checked) }} />
      {save.isError && <Notice error={save.error} />}
      <Button type="submit" loading={save.isPending} disabled={name.trim() === ''} style={{ justifySelf: 'end' }}>{t('records.save')}</Button>
    </form>
  )
}
