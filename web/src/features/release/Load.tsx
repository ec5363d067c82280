/** The lines that bring the release into a training program; they run as they stand, once the token is one's own. */
import { NativeSelect, SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { CopyButton, Panel } from '@/ui'
import classes from './Release.module.css'
import { snippet, TOKEN, trainingSplit, ways, type Way } from './rules'

const isWay = (value: string): value is Way => ways.some((way) => way === value)

export function Load({ release: { reference, splits } }: { release: ReleaseDetail }) {
  const { t } = useTranslation()
  const [way, setWay] = useState<Way>('dure')
  const [split, setSplit] = useState(trainingSplit(splits))
  const lines = snippet(way, { reference, split, server: window.location.origin })
  return (
    <Panel title={t('release.load.title')}>
      <div className={classes.box}>
        <div className={classes.ways}>
          <SegmentedControl
            aria-label={t('release.load.way')} size="sm" value={way} onChange={(value) => { if (isWay(value)) setWay(value) }}
            data={ways.map((value) => ({ value, label: t(`release.load.${value}`) }))}
          />
          {way !== 'shell' && <NativeSelect size="xs" aria-label={t('release.load.split')} value={split} data={splits.map(({ name }) => name)} onChange={(event) => { setSplit(event.currentTarget.value) }} />}
          <CopyButton value={lines} label={t(`release.load.${way}`)} />
        </div>
        <pre className={classes.code} tabIndex={0} aria-label={t(`release.load.${way}`)} data-snippet={way}><code>{lines}</code></pre>
        <p className={classes.note}>{t('release.load.token', { token: TOKEN })} <Link to="/tokens">{t('release.load.make_token')}</Link></p>
      </div>
    </Panel>
  )
}
