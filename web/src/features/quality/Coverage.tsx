/** Which levels of the domain's conditions were collected, and which never were. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Notice, Panel, Rows } from '@/ui'
import classes from './Quality.module.css'
import { facetsQuery, factorsQuery } from './queries'
import type { Report } from './report'
import { useWords } from './useWords'

/** The more records, the fuller the colour. */
const shade = (share: number): string => `color-mix(in oklab, var(--patch) ${Math.round(Math.min(1, share) * 45)}%, var(--surface))`

export function Coverage({ dataset, domain, report }: { dataset: string; domain: string | undefined; report: Report }) {
  const { t, i18n } = useTranslation()
  const words = useWords()
  const factors = useQuery(factorsQuery(domain))
  const facets = useQuery(facetsQuery(dataset))
  const count = (factor: string, level: string): number => facets.data?.find(({ key }) => key === `condition.${factor}`)?.values.find(({ value }) => value === level)?.count ?? 0
  const error = factors.error ?? facets.error
  return (
    <Panel title={t('quality.coverage.title')}>
      <div className={classes.box}>
        {error && <Notice error={error} retry={() => { void factors.refetch(); void facets.refetch() }} />}
        {!error && (factors.isPending || facets.isPending) && <Rows count={3} height={40} />}
        {factors.data?.length === 0 && <p className={classes.quiet}>{t('quality.coverage.none')}</p>}
        {facets.data && factors.data?.map((factor) => {
          const counts = factor.levels.map((level) => ({ level, records: count(factor.id, level.id) }))
          const unknown = report.records - counts.reduce((sum, { records }) => sum + records, 0)
          return (
            <div key={factor.id} className={classes.factor}>
              <span>{words(factor)}</span>
              <ul className={classes.levels}>
                {counts.map(({ level, records }) => (
                  <li key={level.id} className={classes.level} data-missing={records === 0} style={records > 0 ? { background: shade(records / report.records) } : {}}>
                    {words(level)}<small>{records === 0 ? t('quality.coverage.missing') : number(records, i18n.language)}</small>
                  </li>
                ))}
                {unknown > 0 && <li className={classes.quiet}>{t('quality.coverage.unknown', { number: number(unknown, i18n.language) })}</li>}
              </ul>
            </div>
          )
        })}
      </div>
    </Panel>
  )
}
