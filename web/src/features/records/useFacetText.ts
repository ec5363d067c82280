/** What keys and values of filters are called: by the page where it knows them, otherwise as the server says. */
import { useTranslation } from 'react-i18next'

interface FacetText {
  key: (key: string, name?: string) => string
  value: (key: string, value: string, text?: string) => string
}

export function useFacetText(): FacetText {
  const { t } = useTranslation()
  return {
    key: (key, name = key.replace(/^condition\./, '')) => t(`records.key.${key}`, { defaultValue: name }),
    value: (key, value, text = value) => {
      if (value === '') return t('records.none')
      const [kind] = key.split('.')
      return t(`records.${kind ?? key}.${value}`, { defaultValue: text || value })
    },
  }
}
