/** The middle of the loop: everything that we hold, cut into the data sets by how many records each has. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, content, type Overview } from '@/api'
import { bytes, number } from '@/lib/format'
import { called } from '@/lib/names'
import classes from './Loop.module.css'
import { cut } from './rules'

const MOST = 12
// The proportion of the place where the patches lie; the browser stretches them to the real one.
// Text lies flat: patches are cut twice as wide as high.
const WIDE = { width: 50, height: 58 }

export function Cloth({ overview }: { overview: Overview | undefined }) {
  const { t, i18n } = useTranslation()
  const count = (value: number | undefined): string => (value === undefined ? '–' : number(value, i18n.language))
  return (
    <div data-station="catalog" className={classes.middle}>
      <p className={classes.held}>
        <span className={classes.name}>{t('stations.catalog')}</span>
        <span className={classes.figure}>{count(overview?.records)}</span>
        <span className={classes.term}>{t('home.held', { datasets: count(overview?.datasets), size: overview ? bytes(overview.size, i18n.language) : '–', providers: count(overview?.providers) })}</span>
      </p>
      <Sets />
    </div>
  )
}

function Sets() {
  const { t, i18n } = useTranslation()
  const { data } = useQuery({
    queryKey: ['home', 'datasets'],
    queryFn: () => content(api.GET('/api/datasets', { params: { query: { limit: 100 } } })),
  })
  if (data?.items.length === 0) return null
  const sets = (data?.items ?? []).filter(({ records }) => records > 0).sort((a, b) => b.records - a.records).slice(0, MOST)
  // Cube roots keep a small data set readable beside a large one; the number says the true size.
  const areas = cut(sets.map(({ records }) => Math.cbrt(records)), WIDE.width, WIDE.height)
  return (
    <ul className={classes.sets} aria-label={t('catalog.title')}>
      {sets.map(({ id, name, title, records }, index) => {
        const area = areas[index]
        if (area === undefined) return null
        const shown = called(title || name, i18n.language)
        const style = { left: `${(area.left / WIDE.width) * 100}%`, top: `${(area.top / WIDE.height) * 100}%`, width: `${(area.width / WIDE.width) * 100}%`, height: `${(area.height / WIDE.height) * 100}%` }
        return (
          <li key={id} className={classes.set} style={style}>
            <Link to="/datasets/$dataset" params={{ dataset: id }} className={classes.door} title={shown}>
              <span className={classes.title}>{shown}</span>
              <span className={classes.count}>{number(records, i18n.language)}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
