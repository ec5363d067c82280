/** How many records each class has, so that what is scarce is seen. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Panel, PatchBar } from '@/ui'
import classes from './Quality.module.css'
import type { Report } from './report'
import { byName } from './rules'
import { useWords } from './useWords'

const SHOWN = 12

export function ClassBalance({ classes: counted, names }: Pick<Report, 'classes' | 'names'>) {
  const { t, i18n } = useTranslation()
  const words = useWords()
  const called = (name: string): string => (names[name] === undefined ? name : words(names[name]))
  const [all, setAll] = useState(false)
  const sorted = byName(counted, called)
  const most = Math.max(1, sorted[0]?.[1] ?? 0)
  return (
    <Panel title={t('quality.classes.title')} aside={<span>{number(sorted.length, i18n.language)}</span>}>
      <div className={classes.box}>
        {sorted.length === 0 && <p className={classes.quiet}>{t('quality.classes.none')}</p>}
        <ul className={classes.bars}>
          {sorted.slice(0, all ? undefined : SHOWN).map(([name, count]) => (
            <li key={name} className={classes.class}>
              <span title={name}>{name}</span>
              <PatchBar role="meter" label={name} text={number(count, i18n.language)} value={count / most} station="quality" />
              <span>{number(count, i18n.language)}</span>
            </li>
          ))}
        </ul>
        {sorted.length > SHOWN && <Button className={classes.more ?? ''} variant="default" size="xs" aria-expanded={all} onClick={() => { setAll(!all) }}>{all ? t('quality.classes.fewer') : t('quality.classes.all', { number: number(sorted.length, i18n.language) })}</Button>}
      </div>
    </Panel>
  )
}
