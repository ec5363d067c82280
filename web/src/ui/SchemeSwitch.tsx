/** Light or dark; follows the system until someone chooses. */
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons'

export function SchemeSwitch() {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const next = useComputedColorScheme('light') === 'light' ? 'dark' : 'light'
  return (
    <ActionIcon variant="subtle" color="gray" c="var(--ink)" size="lg" aria-label={t(`app.scheme.${next}`)} title={t(`app.scheme.${next}`)} onClick={() => { setColorScheme(next) }}>
      <Icon name={next === 'dark' ? 'moon' : 'sun'} size={18} />
    </ActionIcon>
  )
}
