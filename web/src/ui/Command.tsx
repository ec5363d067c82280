/** A command for the terminal, with a button that copies it. */
import { Button, CopyButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons'
import classes from './Command.module.css'

/** Each word whole, so that a line never breaks inside “--domain”. */
function words(line: string): ReactNode[] {
  return line.split(' ').flatMap((word, index) => [index > 0 && ' ', <span key={index}>{word}</span>])
}

export function Command({ line }: { line: string }) {
  const { t } = useTranslation()
  return (
    <div className={classes.command}>
      <code className={classes.line}>{words(line)}</code>
      <CopyButton value={line}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}>
            <span role="status">{copied ? t('app.copied') : t('app.copy')}</span>
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
