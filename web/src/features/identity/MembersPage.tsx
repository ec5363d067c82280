/** The members of the organisation. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function MembersPage() {
  const { t } = useTranslation()
  return <PageHeader title={t('identity.members.title')} />
}
