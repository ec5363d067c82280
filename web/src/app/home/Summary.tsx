/** What the cooperative holds, as a patchwork: one patch a station, each with its live number. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useHoldings } from '@/features/catalog'
import { number, share } from '@/lib/format'
import type { Station } from '@/ui'
import classes from './Summary.module.css'

export function Summary() {
  const { t, i18n } = useTranslation()
  const held = useHoldings()
  const count = (value: number | undefined): string => (value === undefined ? '–' : number(value, i18n.language))
  const labelled = held && held.records > 0 ? share(held.labelled, held.records, i18n.language) : '–'
  return (
    <section aria-label={t('app.summary')}>
      <dl className={classes.cloth}>
        <Patch station="ingest" term={t('catalog.records')} value={count(held?.records)} />
        <Patch station="label" term={t('catalog.labelled')} value={labelled} />
        <Patch station="quality" term={t('catalog.issues')} value={count(held?.issues)} />
        <Patch station="release" term={t('catalog.releases')} value={count(held?.released)} />
        <Patch station="catalog" term={t('catalog.title')} value={count(held?.datasets)} />
      </dl>
      {held?.more && <p className={classes.note}>{t('app.summary_note', { number: count(held.datasets) })}</p>}
    </section>
  )
}

function Patch({ station, term, value }: { station: Station; term: string; value: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div data-station={station} className={classes.patch} style={{ gridArea: station }}>
      <dt><span className={classes.station}>{t(`stations.${station}`)}</span>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}
