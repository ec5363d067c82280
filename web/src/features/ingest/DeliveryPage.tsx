/** One delivery and what became of each of its files. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function DeliveryPage({ delivery }: { delivery: string }) {
  const { t } = useTranslation()
  return <PageHeader title={t('ingest.title')} about={<code>{delivery}</code>} />
}
