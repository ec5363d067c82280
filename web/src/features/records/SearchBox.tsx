/** Find records by a word of their path, class or attributes; from one syllable on. */
import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/ui'
import classes from './RecordsTab.module.css'

export function SearchBox({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  const [known, setKnown] = useState(text)
  if (known !== text) { // the address has changed: a chip was taken away, or one went back
    setKnown(text)
    setTyped(text)
  }
  const later = useDebouncedCallback((value: string) => { setKnown(value.trim()); onText(value.trim()) }, 250)
  return (
    <TextInput
      id="record-search" type="search" size="sm" className={classes.search ?? ''} aria-label={t('records.search')} placeholder={t('records.search')}
      leftSection={<Icon name="search" size={15} />} value={typed}
      onChange={(event) => { setTyped(event.currentTarget.value); later(event.currentTarget.value) }}
    />
  )
}
