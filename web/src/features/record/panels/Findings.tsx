/** What the newest quality report found of this record, and what to do about it. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Notice, Rows, Tag } from '@/ui'
import { findingsQuery } from '../queries'
import { fileName, toneOf } from '../rules'
import type { FindingRead } from '../types'
import classes from './Panels.module.css'

/** More would be a list, which the quality page shows. */
const MOST = 8

export function Findings({ record }: { record: string }) {
  const { t } = useTranslation()
  const findings = useQuery(findingsQuery(record))
  if (findings.isError) return <Notice error={findings.error} retry={findings.refetch} />
  if (findings.isPending) return <Rows count={1} height={24} />
  if (findings.data.length === 0) return <p className={classes.quiet}>{t('record.findings.none')}</p>
  return (
    <ul className={classes.findings}>
      {findings.data.map((finding, at) => (
        <li key={at} data-tone={toneOf(finding.severity)}>
          <p><Tag tone={toneOf(finding.severity)} icon="alert">{t(`record.findings.${toneOf(finding.severity)}`)}</Tag> {finding.message}</p>
          {finding.advice && <p className={classes.advice}>{finding.advice}</p>}
          <Others records={finding.records.filter(({ id }) => id !== record)} />
          <small title={`${finding.check} · ${finding.kind}`}>{t(`records.finding.${finding.kind}`, { defaultValue: finding.kind })}</small>
        </li>
      ))}
    </ul>
  )
}

/** The other records that the finding is about. */
function Others({ records }: { records: FindingRead['records'] }) {
  const { t, i18n } = useTranslation()
  if (records.length === 0) return null
  return (
    <p className={classes.others}>
      {t('record.findings.others')}
      {records.slice(0, MOST).map(({ id, path }) => <Link key={id} to="/records/$record" params={{ record: id }} title={path}>{fileName(path)}</Link>)}
      {records.length > MOST && <span>{t('record.findings.more', { number: number(records.length - MOST, i18n.language) })}</span>}
    </p>
  )
}
