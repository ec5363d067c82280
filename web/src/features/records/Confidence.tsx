/** Between how sure and how sure: two handles for what engines said. */
import { RangeSlider } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { share } from '@/lib/format'
import { Icon } from '@/ui'
import classes from './Facets.module.css'
import { only, parseRange, valueOf, writeRange } from './filters'

export function Confidence({ where, onWhere }: { where: readonly string[]; onWhere: (where: string[]) => void }) {
  const { t, i18n } = useTranslation()
  const given = valueOf(where, 'confidence')
  const [moving, setMoving] = useState<[number, number]>()
  const range = moving ?? parseRange(given)
  return (
    <details className={classes.facet} open={given !== '' || undefined}>
      <summary>{t('records.confidence')}<Icon name="down" size={13} /></summary>
      <RangeSlider
        m="12px 10px 4px" size="sm" min={0} max={1} step={0.05} minRange={0} value={range} label={(value) => share(value, 1, i18n.language)}
        thumbFromLabel={t('records.confidence_from')} thumbToLabel={t('records.confidence_to')}
        onChange={setMoving} onChangeEnd={(end) => { setMoving(undefined); onWhere(only(where, 'confidence', writeRange(end))) }}
      />
    </details>
  )
}
