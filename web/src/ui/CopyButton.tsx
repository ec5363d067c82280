/** A button that puts a text into the clipboard, and says that it has. */
import { Button, CopyButton as Copier, type ButtonProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons'

interface Props extends Pick<ButtonProps, 'size' | 'variant'> {
  value: string
  /** What is copied, for those who do not see what stands beside. */
  label?: string
}

export function CopyButton({ value, label, size = 'xs', variant = 'default' }: Props) {
  const { t } = useTranslation()
  return (
    <Copier value={value}>
      {({ copied, copy }) => (
        <Button variant={variant} size={size} onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}>
          <span role="status">{copied ? t('app.copied') : t('app.copy')}{label && <span className="visually-hidden"> {label}</span>}</span>
        </Button>
      )}
    </Copier>
  )
}
