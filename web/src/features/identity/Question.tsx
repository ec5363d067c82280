/** One question before something that cannot be taken back. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Notice } from '@/ui'
import classes from './People.module.css'

interface Props {
  title: string
  yes: string
  /** How the change goes that the question is about. */
  ask: { isPending: boolean; isError: boolean; error: unknown }
  onYes: () => void
  onClose: () => void
  children: ReactNode
}

export function Question({ title, yes, ask, onYes, onClose, children }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog label={title} onClose={onClose}>
      <div className={classes.sheet}>
        <h2>{title}</h2>
        <p>{children}</p>
        {ask.isError && <Notice error={ask.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>{t('identity.cancel')}</Button>
          <Button color="red" bg="var(--bad)" c="var(--surface)" loading={ask.isPending} onClick={onYes}>{yes}</Button>
        </div>
      </div>
    </Dialog>
  )
}
