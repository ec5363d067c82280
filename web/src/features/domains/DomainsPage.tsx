/** The domain packs. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function DomainsPage() {
  const { t } = useTranslation()
  return <PageHeader title={t('domains.title')} />
}
