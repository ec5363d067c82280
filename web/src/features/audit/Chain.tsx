/** Whether each line still follows from the one before: computed anew by the server, never only claimed. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Icon, Notice } from '@/ui'
import classes from './Audit.module.css'
import { checkQuery } from './queries'

export function Chain() {
  const { t, i18n } = useTranslation()
  const check = useQuery(checkQuery)
  if (check.isError) return <Notice error={check.error} retry={check.refetch} />
  const broken = check.data?.broken_at ?? null
  const lines = number(check.data?.lines ?? 0, i18n.language)
  return (
    <div className={classes.chain} data-good={check.data && broken === null} role="status">
      <Icon name={broken === null ? 'shield' : 'alert'} size={20} />
      <div>
        <p className={classes.verdict}>
          {check.isPending && t('audit.chain.checking')}
          {check.data && (broken === null ? t('audit.chain.good', { lines }) : t('audit.chain.broken', { number: number(broken, i18n.language) }))}
        </p>
        {check.data && <p className={classes.head}>{t('audit.chain.head')} <code title={check.data.head}>{check.data.head.slice(0, 24)}…</code></p>}
      </div>
      <Button variant="default" size="xs" loading={check.isFetching} onClick={() => { void check.refetch() }}>{t('audit.chain.again')}</Button>
    </div>
  )
}
