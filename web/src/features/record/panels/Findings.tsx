/** What the newest quality report found of this record, and what to do about it. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Notice, Rows, Tag } from '@/ui'
import { findingsQuery } from '../queries'
import { toneOf } from '../rules'
import classes from './Panels.module.css'

export function Findings({ record }: { record: string }) {
  const { t } = useTranslation()
  const findings = useQuery(findingsQuery(record))
  if (findings.isError) return <Notice error={findings.error} retry={findings.refetch} />
  if (findings.isPending) return <Rows count={1} height={56} />
  const { items } = findings.data
  if (items.length === 0) return <p className={classes.quiet}>{t('record.findings.none')}</p>
  return (
    <ul className={classes.findings}>
      {items.map((finding, at) => (
        <li key={at} data-tone={toneOf(finding.severity)}>
          <p><Tag tone={toneOf(finding.severity)} icon="alert">{t(`record.findings.${toneOf(finding.severity)}`)}</Tag> {finding.message}</p>
          {finding.advice && <p className={classes.advice}>{finding.advice}</p>}
          <code>{finding.check} · {finding.kind}</code>
        </li>
      ))}
    </ul>
  )
}
