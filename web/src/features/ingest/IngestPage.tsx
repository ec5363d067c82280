/** Bring files into a data set. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function IngestPage({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  return <PageHeader title={t('ingest.title')} about={<code>{dataset}</code>} />
}
