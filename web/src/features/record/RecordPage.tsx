/** One record: what was collected at one moment, with its streams and labels. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function RecordPage({ record }: { record: string }) {
  const { t } = useTranslation()
  return <PageHeader title={t('record.title')} about={<code>{record}</code>} />
}
