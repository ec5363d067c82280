/** The words of a report in the language of the page. */
import { useTranslation } from 'react-i18next'
import type { Words } from './report'

export function useWords(): (words: Words) => string {
  const { i18n } = useTranslation()
  return ({ ko, en }) => (i18n.language === 'en' ? en : ko)
}
