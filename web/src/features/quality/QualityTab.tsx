/** The quality of a data set at a glance, and the way to the whole report. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/lib/problem'
import { Notice, Rows } from '@/ui'
import { Measures } from './Measures'
import classes from './Quality.module.css'
import { reportQuery } from './queries'
import { Summary } from './Summary'
import { Unverified, Verify } from './Verify'

export function QualityTab({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const report = useQuery(reportQuery(dataset))
  const missing = report.error instanceof Problem && report.error.status === 404
  return (
    <section aria-label={t('quality.title')} data-station="quality">
      {report.isPending && <Rows count={4} height={90} />}
      {report.isError && !missing && <Notice error={report.error} retry={report.refetch} />}
      {missing && <Unverified dataset={dataset} />}
      {report.data && (
        <>
          <Summary report={report.data} action={<><Verify dataset={dataset} again /><Link to="/datasets/$dataset/quality" params={{ dataset }} className={classes.link}>{t('quality.see')}</Link></>} />
          <div className={classes.stack}><Measures report={report.data} /></div>
        </>
      )}
    </section>
  )
}
