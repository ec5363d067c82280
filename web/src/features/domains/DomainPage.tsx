/** One domain pack as a person reads it. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function DomainPage({ domain }: { domain: string }) {
  const { t } = useTranslation()
  return <PageHeader title={t('domains.title')} about={<code>{domain}</code>} />
}
