/** Tokens for one’s own programs. */
import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/ui'

export function TokensPage() {
  const { t } = useTranslation()
  return <PageHeader title={t('identity.tokens.title')} />
}
