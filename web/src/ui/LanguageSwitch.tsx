/** The other language, named in itself. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { chooseLanguage, language } from '@/lib/i18n'

const other = { ko: { code: 'en', name: 'English' }, en: { code: 'ko', name: '한국어' } } as const

export function LanguageSwitch() {
  useTranslation() // draws anew when the language has changed
  const next = other[language()]
  return (
    <Button variant="subtle" color="gray" size="compact-sm" c="var(--ink)" fw={500} lang={next.code} onClick={() => { void chooseLanguage(next.code) }}>
      {next.name}
    </Button>
  )
}
