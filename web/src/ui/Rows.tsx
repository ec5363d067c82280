/** Grey rows that hold the place of what is on its way, so that nothing jumps when it comes. */
import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './Rows.module.css'

export function Rows({ count = 4, height = 44 }: { count?: number; height?: number }) {
  const { t } = useTranslation()
  return (
    <div role="status" className={classes.rows}>
      <span className="visually-hidden">{t('app.loading')}</span>
      {Array.from({ length: count }, (_, row) => <Skeleton key={row} height={height} radius="var(--radius)" />)}
    </div>
  )
}
