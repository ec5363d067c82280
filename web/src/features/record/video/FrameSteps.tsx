/** One frame back or on, and which one stands there. */
import { Button } from '@mantine/core'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { Kbd, useActions } from '@/ui'
import classes from './Video.module.css'

export function FrameSteps({ onStep, children }: { onStep: (by: 1 | -1) => void; children: ReactNode }) {
  const { t } = useTranslation()
  const steps = useMemo(() => [
    { id: 'record.frame_previous', name: t('record.video.previous'), keys: [','], by: -1 },
    { id: 'record.frame_next', name: t('record.video.next'), keys: ['.'], by: 1 },
  ] as const, [t])
  useActions(useMemo<Action[]>(() => steps.map(({ by, ...step }) => ({ ...step, section: 'look', perform: () => { onStep(by) } })), [steps, onStep]))
  return (
    <div className={classes.bar}>
      {steps.map(({ id, name, keys, by }) => (
        <Button key={id} size="compact-sm" variant="default" onClick={() => { onStep(by) }}>{name}<span className={classes.key}><Kbd keys={keys[0]} /></span></Button>
      ))}
      <output className={classes.name} aria-label={t('record.video.frame')}>{children}</output>
    </div>
  )
}
