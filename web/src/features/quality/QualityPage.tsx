/** The quality report of a data set. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function QualityPage({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  return <PageHeader title={t('quality.title')} about={<code>{dataset}</code>} />
}
