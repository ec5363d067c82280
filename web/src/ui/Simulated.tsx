/** Says quietly that data was made by a program and shows no real home. */
import { useTranslation } from 'react-i18next'
import { Tag } from './Tag'

export function Simulated() {
  const { t } = useTranslation()
  return <Tag icon="sparkle" title={t('ui.simulated_about')}>{t('ui.simulated')}</Tag>
}
