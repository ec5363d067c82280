/** What an action of the trail is called; one that the catalogues do not know keeps its own name. */
import { useTranslation } from 'react-i18next'

export function useActionName(): (action: string) => string {
  const { t, i18n } = useTranslation()
  const known: Readonly<Record<string, string>> = t('audit.actions', { returnObjects: true, lng: i18n.language })
  return (action) => known[action] ?? action
}
