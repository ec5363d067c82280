/** Whether the server works, what it runs on, and how much room is left. */
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, content, type Health } from '@/api'
import { bytes } from '@/lib/format'
import { Icon, Notice, Panel } from '@/ui'
import classes from './HealthPanel.module.css'

const LITTLE_BYTES = 5_000_000_000

export function HealthPanel() {
  const { t } = useTranslation()
  const health = useQuery({
    queryKey: ['server', 'health'],
    queryFn: () => content(api.GET('/api/health')),
    refetchInterval: 30_000,
  })
  return (
    <Panel title={t('server.title')}>
      {health.isError && <Notice error={health.error} retry={health.refetch} />}
      {health.isPending && <Skeleton height={168} />}
      {health.data && !health.isError && <Facts health={health.data} />}
    </Panel>
  )
}

function Facts({ health }: { health: Health }) {
  const { t, i18n } = useTranslation()
  const works = health.status === 'ok'
  const little = health.disk_free_bytes < LITTLE_BYTES
  return (
    <dl className={classes.facts}>
      <dt>{t('server.status')}</dt>
      <dd className={works ? classes.good : classes.bad}>
        <Icon name={works ? 'check' : 'alert'} />{works ? t('server.ok') : health.status}
      </dd>
      <dt>{t('server.version')}</dt><dd className="number">{health.version}</dd>
      <dt>{t('server.database')}</dt><dd>{health.database}</dd>
      <dt>{t('server.storage')}</dt><dd>{health.storage}</dd>
      <dt>{t('server.disk')}</dt>
      <dd className={little ? classes.bad : 'number'}>
        {little && <Icon name="alert" />}{bytes(health.disk_free_bytes, i18n.language)}
        {little && <span>{t('server.disk_low')}</span>}
      </dd>
    </dl>
  )
}
