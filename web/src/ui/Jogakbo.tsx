/** The loop of stations as a patchwork cloth: each patch is one station, in its colour, with its name. */
import { useTranslation } from 'react-i18next'
import type { Station } from './stations'
import classes from './Jogakbo.module.css'

/** The order in which data walks through the loop. */
const loop: Station[] = [
  'census', 'demand', 'scenario', 'ingest', 'deidentify', 'autolabel',
  'label', 'quality', 'release', 'exchange', 'safezone',
]

export function Jogakbo() {
  const { t } = useTranslation()
  return (
    <ol className={classes.cloth}>
      {loop.map((station) => (
        <li key={station} data-station={station} className={classes.patch} style={{ gridArea: station }}>
          {t(`stations.${station}`)}
        </li>
      ))}
    </ol>
  )
}
