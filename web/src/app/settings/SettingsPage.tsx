/** Language, look and account. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function SettingsPage() {
  const { t } = useTranslation()
  return <PageHeader title={t('settings.title')} />
}
