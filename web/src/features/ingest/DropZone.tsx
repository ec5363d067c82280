/** Where files and folders are dropped, or chosen with the keyboard. */
import { Button, FileButton } from '@mantine/core'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, Notice } from '@/ui'
import { Problem } from '@/lib/problem'
import { chosen, dropped } from './collect'
import classes from './Ingest.module.css'
import type { Picked } from './rules'

/** Lets a file dialog choose folders; React has no word for it. */
const wholeFolders = { webkitdirectory: '' }

interface Props {
  onFiles: (files: Picked[]) => void
  title: string
  text: string
  small?: boolean
}

export function DropZone({ onFiles, title, text, small = false }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const [reading, setReading] = useState(false)
  const [failed, setFailed] = useState(false)
  const folder = useRef<HTMLInputElement>(null)
  const take = (files: Picked[]): void => { if (files.length > 0) onFiles(files) }
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault()
    setOver(false)
    setReading(true)
    setFailed(false)
    try {
      take(await dropped(event.dataTransfer))
    } catch {
      setFailed(true)
    }
    setReading(false)
  }
  return (
    <>
      <div
        className={classes.zone} data-over={over} data-small={small}
        onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => { setOver(false) }} onDrop={(event) => { void drop(event) }}
      >
        <Icon name="upload" size={28} />
        <strong>{reading ? t('ingest.drop.reading') : title}</strong>
        <p className={classes.quiet}>{text}</p>
        <div className={classes.buttons}>
          <FileButton multiple onChange={(files) => { take(chosen(files)) }}>{(props) => <Button {...props}>{t('ingest.drop.files')}</Button>}</FileButton>
          <Button variant="default" onClick={() => { folder.current?.click() }}>{t('ingest.drop.folder')}</Button>
          <input ref={folder} type="file" hidden {...wholeFolders} aria-label={t('ingest.drop.folder')} onChange={(event) => { take(chosen(event.currentTarget.files ?? [])) }} />
        </div>
      </div>
      {failed && <Notice error={new Problem(400, t('ingest.drop.failed'))} />}
    </>
  )
}
