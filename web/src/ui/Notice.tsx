/** One sentence about what went wrong, and the way on. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { sentence } from '@/lib/problem'
import { Icon } from './icons'
import { Sentence } from './Sentence'
import classes from './Notice.module.css'

export function Notice({ error, retry }: { error: unknown; retry?: () => unknown }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className={classes.notice}>
      <Icon name="alert" size={18} />
      <p><Sentence text={sentence(error, t)} /></p>
      {retry && <Button variant="default" size="xs" onClick={() => { retry() }}>{t('app.retry')}</Button>}
    </div>
  )
}
