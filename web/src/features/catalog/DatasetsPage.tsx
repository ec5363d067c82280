/** All data sets that one may see. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'
import { DatasetsPanel } from './DatasetsPanel'

export function DatasetsPage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('catalog.title')} />
      <DatasetsPanel />
    </>
  )
}
