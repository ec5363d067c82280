/** The record as the server gives it, for those who want to see all of it. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '@/ui'
import { Tree } from '../document/TreeView'
import type { RecordDetail } from '../types'
import classes from './Panels.module.css'

export function Raw({ record }: { record: RecordDetail }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <details className={classes.raw} open={open} onToggle={(event) => { setOpen(event.currentTarget.open) }}>
      <summary>{t('record.raw.title')}</summary>
      {open && <div><CopyButton value={JSON.stringify(record, null, 2)} label="JSON" /><Tree document={record} label={t('record.raw.title')} /></div>}
    </details>
  )
}
