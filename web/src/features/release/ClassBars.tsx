/** Which classes a release has, and which intents, the most frequent first, and how many records carry each. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { number } from '@/lib/format'
import { PatchBar, Panel } from '@/ui'
import classes from './Release.module.css'
import { byFrequency, carried, isIntent } from './rules'

const SHOWN = 12

type Class = ReleaseDetail['classes'][number]

export function ClassBars({ release }: { release: ReleaseDetail }) {
  const { t } = useTranslation()
  const intents = release.classes.filter(isIntent)
  return (
    <>
      <Bars title={t('release.classes.title')} named={release.classes.filter((one) => !isIntent(one))} />
      {intents.length > 0 && <Bars title={t('release.classes.intents')} named={intents} />}
    </>
  )
}

function Bars({ title, named }: { title: string; named: readonly Class[] }) {
  const { t, i18n } = useTranslation()
  const [all, setAll] = useState(false)
  const sorted = byFrequency(named)
  const most = Math.max(1, ...sorted.slice(0, 1).map(carried))
  const many = sorted.length > SHOWN
  return (
    <Panel title={title} aside={<span>{number(sorted.length, i18n.language)}</span>}>
      <div className={classes.box}>
        {sorted.length === 0 && <p className={classes.quiet}>{t('release.classes.none')}</p>}
        <ul className={classes.bars}>{sorted.slice(0, all ? undefined : SHOWN).map((one) => <Bar key={one.name} named={one} most={most} />)}</ul>
        {many && <Button className={classes.more ?? ''} variant="default" size="xs" aria-expanded={all} onClick={() => { setAll(!all) }}>{all ? t('release.classes.fewer') : t('release.classes.all', { number: number(sorted.length, i18n.language) })}</Button>}
      </div>
    </Panel>
  )
}

function Bar({ named, most }: { named: Class; most: number }) {
  const { t, i18n } = useTranslation()
  const title = i18n.language === 'en' ? named.title.en : named.title.ko
  const splits = Object.entries(named.records).map(([split, records]) => `${t(`records.split.${split}`, { defaultValue: split })} ${number(records, i18n.language)}`).join(' · ')
  return (
    <li className={classes.class} title={splits}>
      <span>{title}{title !== named.name && <> <small>{named.name}</small></>}</span>
      <PatchBar role="meter" label={title} text={splits} value={carried(named) / most} station="release" />
      <span>{number(carried(named), i18n.language)}</span>
    </li>
  )
}
