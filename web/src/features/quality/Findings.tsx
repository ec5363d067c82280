/** What was found, gathered by kind: a sentence, what to do, and the records to look at. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { EmptyState, Panel, Sentence, Tag } from '@/ui'
import classes from './Quality.module.css'
import { strings, type Report, type Severity } from './report'
import { groups, type Group } from './rules'
import { useWords } from './useWords'

const SHEET = 12
const NOTES = 8
const tones: Record<Severity, 'bad' | 'warn' | 'quiet'> = { error: 'bad', warning: 'warn', note: 'quiet' }
const checks = ['format', 'consistency', 'duplicates', 'label_issues', 'outliers', 'balance', 'series', 'streams'] as const

export function Findings({ dataset, report }: { dataset: string; report: Report }) {
  const { t } = useTranslation()
  const found = groups(report.findings)
  return (
    <Panel title={t('quality.findings.title')}>
      {found.length === 0 && <EmptyState icon="check" title={t('quality.findings.none')} />}
      <div className={classes.groups}>{found.map((group) => <One key={`${group.kind} ${group.severity}`} dataset={dataset} group={group} names={report.names} />)}</div>
    </Panel>
  )
}

function One({ dataset, group, names }: { dataset: string; group: Group; names: Report['names'] }) {
  const { t, i18n } = useTranslation()
  const words = useWords()
  const check = checks.find((one) => one === group.check)
  const where = [`finding:${group.kind}`]
  return (
    <div className={classes.group}>
      <p className={classes.head}>
        <Tag tone={tones[group.severity]} icon={group.severity === 'note' ? 'question' : 'alert'}>{t(`quality.findings.severity.${group.severity}`)}</Tag>
        <span>{check ? t(`quality.findings.check.${check}`) : group.check}</span>
        <span title={group.kind}>{t(`records.finding.${group.kind}`, { defaultValue: group.kind })}</span>
        <span>{t('quality.findings.number', { number: number(group.findings, i18n.language) })}</span>
      </p>
      <p className={classes.message}><Sentence text={words(group.first.message)} /></p>
      <p className={classes.quiet}><Sentence text={words(group.first.advice)} /></p>
      {group.records.length > 0 && (
        <>
          <div className={classes.sheet}>
            {group.records.slice(0, SHEET).map(({ id, path }) => (
              <Link key={id} to="/records/$record" params={{ record: id }} title={path} aria-label={t('quality.findings.open', { path })}>
                <img src={`/api/records/${id}/preview`} alt="" loading="lazy" width={92} height={92} />
              </Link>
            ))}
          </div>
          <Link to="/datasets/$dataset" params={{ dataset }} search={{ tab: 'records', where }} className={classes.link}>{t('quality.findings.all', { number: number(group.records.length, i18n.language) })}</Link>
        </>
      )}
      {group.notes.length > 1 && <ul className={classes.quiet}>{group.notes.slice(1, NOTES).map((note, at) => <li key={at}><Sentence text={words(note.message)} /></li>)}</ul>}
      {group.notes.length === 1 && <p className={classes.tags}>{strings(group.first.evidence.pairs).slice(0, NOTES).map((pair) => <Tag key={pair}>{names[pair] ? words(names[pair]) : pair}</Tag>)}</p>}
    </div>
  )
}
