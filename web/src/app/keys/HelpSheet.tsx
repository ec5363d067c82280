/** Every key that means something here, read from the actions themselves. */
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { actions, watchActions, type Action, type Section } from '@/lib/actions'
import { Dialog, Kbd } from '@/ui'
import classes from './HelpSheet.module.css'

const sections: readonly Section[] = ['page', 'list', 'make', 'go', 'look']

export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const offered = useSyncExternalStore(watchActions, actions)
  const keyed = offered.filter(({ keys }) => keys !== undefined && keys.length > 0)
  return (
    <Dialog label={t('shell.help.title')} onClose={onClose}>
      <div className={classes.sheet}>
        <h2 className={classes.title}>{t('shell.help.title')}</h2>
        {sections.map((section) => <Group key={section} section={section} actions={keyed.filter((one) => one.section === section)} />)}
        <p className={classes.note}>{t('shell.help.note')}</p>
        <button type="button" className={classes.close} onClick={onClose}>{t('shell.close')}</button>
      </div>
    </Dialog>
  )
}

function Group({ section, actions: shown }: { section: Section; actions: readonly Action[] }) {
  const { t } = useTranslation()
  if (shown.length === 0) return null
  return (
    <section>
      <h3 className={classes.section}>{t(`shell.sections.${section}`)}</h3>
      <dl className={classes.list}>
        {shown.map(({ id, name, keys = [] }) => (
          <div key={id} className={classes.row}><dt>{name}</dt><dd>{keys.map((one) => <Kbd key={one} keys={one} />)}</dd></div>
        ))}
      </dl>
    </section>
  )
}
