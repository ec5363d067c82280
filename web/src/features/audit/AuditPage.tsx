/** The audit trail of the organisation. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function AuditPage() {
  const { t } = useTranslation()
  return <PageHeader title={t('audit.title')} />
}
