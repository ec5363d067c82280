/** The loop of the platform as a patchwork cloth: one patch a station, in its colour, with its live figure; what we hold in the middle. */
import { useTranslation } from 'react-i18next'
import type { Overview } from '@/api'
import { number, share } from '@/lib/format'
import { Go, Icon, type Station } from '@/ui'
import { Cloth } from './Cloth'
import classes from './Loop.module.css'
import { isBuilt, loop, patchOf, placeOf, type Fact } from './rules'

export function Loop({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('home.loop')} className={classes.frame}>
      <Cloth overview={overview} />
      <ol className={classes.loop}>
        {loop.map((station) => (
          <li key={station} data-station={station} data-built={isBuilt(station)} className={classes.patch}>
            {isBuilt(station) ? <Works station={station} overview={overview} /> : <Planned station={station} />}
            <span aria-hidden="true" className={classes.arrow}>{station === 'autolabel' ? '⇄' : '→'}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Planned({ station }: { station: Station }) {
  const { t } = useTranslation()
  return (
    <div className={classes.planned}>
      <span className={classes.name}>{t(`stations.${station}`)}</span>
      <span className={classes.soon}>{t('home.planned')}</span>
    </div>
  )
}

type Built = 'ingest' | 'autolabel' | 'label' | 'quality' | 'release'

function Works({ station, overview }: { station: Built; overview: Overview | undefined }) {
  const { t, i18n } = useTranslation()
  const patch = overview && patchOf(station, overview)
  const figure = patch === undefined ? '–' : number(patch.figure, i18n.language)
  const percent = patch?.share === undefined ? '' : share(patch.share, 1, i18n.language)
  return (
    <Go href={overview ? placeOf(station, overview) : '/datasets'} className={classes.works}>
      <span className={classes.head}><span className={classes.name}>{t(`stations.${station}`)}</span>{patch !== undefined && patch.running > 0 && <Running count={patch.running} />}</span>
      <span className={classes.figure}>{percent || figure}</span>
      <span className={classes.term}>{t(`home.terms.${station}`)}{percent && ` · ${figure}`}</span>
      {patch?.facts.map((one) => <Health key={one.term} fact={one} />)}
    </Go>
  )
}

function Running({ count }: { count: number }) {
  const { t, i18n } = useTranslation()
  return <span className={classes.running}><Icon name="pulse" size={13} />{t('home.running', { number: number(count, i18n.language) })}</span>
}

function Health({ fact: { term, tone, values } }: { fact: Fact }) {
  const { t, i18n } = useTranslation()
  const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? number(value, i18n.language) : value]))
  return (
    <span className={classes.fact}>
      {tone !== 'quiet' && <Icon name={tone === 'good' ? 'check' : 'alert'} size={13} />}
      {t(`home.facts.${term}`, { number: '', name: '', pass: '', warn: '', fail: '', ...shown })}
    </span>
  )
}
