/** What can be done with what is selected, and the way back from what was done. */
import { Button, CloseButton, Menu, Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { sentence } from '@/lib/problem'
import { toast } from '@/lib/toasts'
import { Icon, Notice } from '@/ui'
import { asked, isSelectedOnly, likeOf } from './filters'
import { LabelForm } from './LabelForm'
import { useBulk, type Asked } from './queries'
import classes from './RecordsTab.module.css'
import type { Selection } from './selection'
import type { Bulk } from './types'

interface Props {
  list: Asked
  total: number | undefined
  selection: Selection
  select: (next: Selection) => void
  /** Further things to do: in the grid what looks alike, on the map the way to the grid. */
  children?: ReactNode
}

const splits = ['train', 'validation', 'test'] as const

export function BulkBar({ list, total, selection, select, children }: Props) {
  const { t, i18n } = useTranslation()
  const { change, undo } = useBulk(list.dataset)
  const [dialog, setDialog] = useState<'label' | 'withdraw'>()
  const count = number(selection.size, i18n.language)
  const everything = selection.size === total && likeOf(list.where) === undefined && !isSelectedOnly(list.where)

  const perform = (body: Omit<Bulk, 'records' | 'where'>): void => {
    const which = everything && selection.size > 500 ? { where: asked(list.where) } : { records: [...selection] }
    change.mutate({ ...body, ...which }, {
      onSuccess: ({ changed, undo: token }) => {
        setDialog(undefined)
        const text = t(`records.bulk.done.${body.action === 'restore' ? 'split' : body.action}`, { number: number(changed, i18n.language) })
        toast({ text, tone: 'good', action: { name: t('records.bulk.undo'), perform: () => { undo.mutate(token, { onError: (error) => { toast({ text: sentence(error, t), tone: 'bad' }) } }) } } })
        if (body.action === 'withdraw') select(new Set())
      },
    })
  }
  return (
    <>
      {selection.size > 0 && (
        <div className={classes.bar} role="toolbar" aria-label={t('records.bulk.title')}>
          <strong role="status">{t('records.bulk.selected', { number: count })}</strong>
          {children}
          <Button size="xs" onClick={() => { change.reset(); setDialog('label') }}>{t('records.bulk.label')}</Button>
          <Menu position="top">
            <Menu.Target><Button size="xs" variant="default" rightSection={<Icon name="down" size={12} />}>{t('records.bulk.more')}</Button></Menu.Target>
            <Menu.Dropdown>
              {splits.map((split) => <Menu.Item key={split} onClick={() => { perform({ action: 'split', split }) }}>{t('records.bulk.split', { name: t(`records.split.${split}`) })}</Menu.Item>)}
              <Menu.Divider />
              <Menu.Item onClick={() => { perform({ action: 'clear_label' }) }}>{t('records.bulk.clear')}</Menu.Item>
              <Menu.Item color="var(--bad)" onClick={() => { change.reset(); setDialog('withdraw') }}>{t('records.bulk.withdraw')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <CloseButton aria-label={t('records.bulk.none')} onClick={() => { select(new Set()) }} />
          {change.isError && dialog === undefined && <Notice error={change.error} />}
        </div>
      )}
      <Modal opened={dialog !== undefined} onClose={() => { setDialog(undefined) }} title={t(`records.bulk.${dialog ?? 'label'}_title`, { number: count })} closeButtonProps={{ 'aria-label': t('records.close') }}>
        {dialog === 'label' && <LabelForm dataset={list.dataset} busy={change.isPending} onLabel={(label) => { perform({ action: 'label', label }) }} />}
        {dialog === 'withdraw' && (
          <>
            <p>{t('records.bulk.withdraw_about')}</p>
            <Button mt="md" color="var(--bad)" c="var(--surface)" loading={change.isPending} onClick={() => { perform({ action: 'withdraw' }) }}>{t('records.bulk.withdraw')}</Button>
          </>
        )}
        {change.isError && <Notice error={change.error} />}
      </Modal>
    </>
  )
}
