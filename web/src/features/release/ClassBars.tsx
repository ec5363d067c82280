/** Which classes a release has, the most frequent first, and how many records carry each. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { number } from '@/lib/format'
import { PatchBar, Panel } from '@/ui'
import classes from './Release.module.css'
import { byFrequency, carried } from './rules'

const SHOWN = 12

export function ClassBars({ release }: { release: ReleaseDetail }) {
  const { t, i18n } = useTranslation()
  const [all, setAll] = useState(false)
  const sorted = byFrequency(release.classes)
  const most = Math.max(1, ...sorted.slice(0, 1).map(carried))
  const many = sorted.length > SHOWN
  return (
    <Panel title={t('release.classes.title')} aside={<span>{number(sorted.length, i18n.language)}</span>}>
      <div className={classes.box}>
        {sorted.length === 0 && <p className={classes.quiet}>{t('release.classes.none')}</p>}
        <ul className={classes.bars}>
          {sorted.slice(0, all ? undefined : SHOWN).map((one) => {
            const count = number(carried(one), i18n.language)
            const title = i18n.language === 'en' ? one.title.en : one.title.ko
            const splits = Object.entries(one.records).map(([split, records]) => `${split} ${number(records, i18n.language)}`).join(' · ')
            return (
              <li key={one.name} className={classes.class} title={splits}>
                <span>{title}{title !== one.name && <> <small>{one.name}</small></>}</span>
                <PatchBar role="meter" label={title} text={splits} value={carried(one) / most} station="release" />
                <span>{count}</span>
              </li>
            )
          })}
        </ul>
        {many && <Button className={classes.more ?? ''} variant="default" size="xs" aria-expanded={all} onClick={() => { setAll(!all) }}>{all ? t('release.classes.fewer') : t('release.classes.all', { number: number(sorted.length, i18n.language) })}</Button>}
      </div>
    </Panel>
  )
}
