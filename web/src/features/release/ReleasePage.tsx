/** One release of a data set. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function ReleasePage({ reference }: { reference: string }) {
  const { t } = useTranslation()
  return <PageHeader title={t('release.title')} about={<code>{reference}</code>} />
}
