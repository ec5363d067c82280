/** The verdict over all, and each dimension by its weakest measure. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { number, share } from '@/lib/format'
import { PatchBar } from '@/ui'
import classes from './Quality.module.css'
import type { Report } from './report'
import { percent } from './rules'
import { useWords } from './useWords'
import { VerdictTag } from './VerdictTag'

export function Summary({ report, action }: { report: Report; action: ReactNode }) {
  const { t, i18n } = useTranslation()
  const words = useWords()
  const found = report.counts.reduce((sum, { count }) => sum + count, 0)
  return (
    <div className={classes.top}>
      <div className={`${classes.box ?? ''} ${classes.verdict ?? ''}`} data-verdict={report.verdict}>
        <p className={classes.quiet}>{t('quality.verdict_of')}</p>
        <strong>{t(`quality.verdict.${report.verdict}`)}</strong>
        <p className={classes.quiet}>{t('quality.records')} {number(report.records, i18n.language)} · {t('quality.labelled')} {share(report.labelled, report.records, i18n.language)} · {t('quality.found')} {number(found, i18n.language)}</p>
        {action}
      </div>
      <ul className={classes.scores} aria-label={t('quality.dimensions')}>
        {report.scores.map((score) => (
          <li key={score.dimension} className={classes.score}>
            <p><span>{words(score.title)}</span><VerdictTag verdict={score.verdict} /></p>
            <b>{percent(score.share)}</b>
            <PatchBar role="meter" label={words(score.title)} text={percent(score.share)} value={score.share ?? 0} station="quality" />
          </li>
        ))}
      </ul>
    </div>
  )
}
