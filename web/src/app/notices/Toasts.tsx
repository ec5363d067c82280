/** The toasts at the lower edge; they stay while one points at them or stands in them with the keyboard. */
import { useTimeout } from '@mantine/hooks'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { dismiss, toasts, type Toast } from '@/lib/toasts'
import { Go, Icon } from '@/ui'
import classes from './Notices.module.css'

const STAY_MS = { good: 6_000, quiet: 6_000, bad: 15_000 }

export function Toasts() {
  const shown = useSyncExternalStore(toasts.watch, toasts.get)
  return <div role="status" aria-live="polite" className={classes.toasts}>{shown.map((one) => <One key={one.id} toast={one} />)}</div>
}

function One({ toast: { id, text, tone, href, action } }: { toast: Toast }) {
  const { t } = useTranslation()
  const away = (): void => { dismiss(id) }
  const { start, clear } = useTimeout(away, STAY_MS[tone], { autoInvoke: true })
  return (
    <div className={classes.toast} data-tone={tone} onMouseEnter={clear} onMouseLeave={start} onFocus={clear} onBlur={start}>
      <Icon name={tone === 'bad' ? 'alert' : 'check'} size={16} />
      <p>{text}</p>
      {href && <Go href={href} className={classes.act} onGo={away}>{t('shell.look')}</Go>}
      {action && <button type="button" className={classes.act} onClick={() => { action.perform(); away() }}>{action.name}</button>}
      <button type="button" className={classes.close} aria-label={t('shell.close')} onClick={away}><Icon name="cross" size={14} /></button>
    </div>
  )
}
