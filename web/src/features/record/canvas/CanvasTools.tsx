/** What one can do with the view of a picture; every button has its key. */
import { Button, Popover, Slider, Tooltip } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { number } from '@/lib/format'
import { Kbd, useActions } from '@/ui'
import classes from './Canvas.module.css'
import { ZOOM_STEP, type Viewing } from './useView'

export interface Light {
  brightness: number
  contrast: number
}

interface Props {
  viewing: Viewing
  light: Light
  onLight: (light: Light) => void
}

const PLAIN: Light = { brightness: 100, contrast: 100 }

export function CanvasTools({ viewing, light, onLight }: Props) {
  const { t, i18n } = useTranslation()
  const { zoom, showAll, showActual, pan } = viewing
  const tools = useMemo(() => [
    { id: 'record.zoom_in', name: t('record.image.zoom_in'), sign: '+', keys: ['z', '+', '='], perform: () => { zoom(ZOOM_STEP) } },
    { id: 'record.zoom_out', name: t('record.image.zoom_out'), sign: '−', keys: ['x', '-'], perform: () => { zoom(1 / ZOOM_STEP) } },
    { id: 'record.fit', name: t('record.image.fit'), sign: t('record.image.fit_short'), keys: ['f'], perform: showAll },
    { id: 'record.actual', name: t('record.image.actual'), sign: '1:1', keys: ['o'], perform: showActual },
  ], [t, zoom, showAll, showActual])
  useActions(useMemo<Action[]>(() => [
    ...tools.map(({ id, name, keys, perform }) => ({ id, name, keys, perform, section: 'look' as const })),
    ...([['up', 0, 60], ['down', 0, -60], ['left', 60, 0], ['right', -60, 0]] as const).map(([way, dx, dy]): Action => ({
      id: `record.pan_${way}`, name: t(`record.image.pan_${way}`), keys: [`shift+${way}`], section: 'look', hidden: true, perform: () => { pan(dx, dy) },
    })),
  ], [tools, pan, t]))
  const changed = light.brightness !== 100 || light.contrast !== 100
  return (
    <div className={classes.tools} role="toolbar" aria-label={t('record.image.tools')}>
      {tools.map(({ id, name, sign, keys, perform }) => (
        <Tooltip key={id} label={<>{name} <Kbd keys={keys[0] ?? ''} /></>} openDelay={400}>
          <Button size="compact-sm" variant="default" aria-label={name} onClick={perform}>{sign}</Button>
        </Tooltip>
      ))}
      <output className={classes.scale} aria-label={t('record.image.scale')}>{number(viewing.view.scale * 100, i18n.language)}%</output>
      <Popover width={260} position="bottom-end" withArrow trapFocus>
        <Popover.Target>
          <Button size="compact-sm" variant={changed ? 'light' : 'default'}>{t('record.image.light')}</Button>
        </Popover.Target>
        <Popover.Dropdown>
          <div className={classes.sliders}>
            {(['brightness', 'contrast'] as const).map((which) => (
              <label key={which}>
                <span>{t(`record.image.${which}`)} <span className="number">{light[which]}%</span></span>
                <Slider thumbProps={{ 'aria-label': t(`record.image.${which}`) }} label={null} min={20} max={300} step={5} value={light[which]} onChange={(value) => { onLight({ ...light, [which]: value }) }} />
              </label>
            ))}
            <Button size="compact-sm" variant="default" disabled={!changed} onClick={() => { onLight(PLAIN) }}>{t('record.image.plain')}</Button>
          </div>
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
