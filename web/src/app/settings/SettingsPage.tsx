/** What one sets for oneself: language, look, account; and how the server is. */
import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/identity'
import { HealthPanel } from '@/features/server'
import { chooseLanguage, isLanguage, language } from '@/lib/i18n'
import { called } from '@/lib/names'
import { PageHeader, Panel } from '@/ui'
import classes from './SettingsPage.module.css'

const schemes = ['auto', 'light', 'dark'] as const

export function SettingsPage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <div className={classes.panels}>
        <Panel title={t('settings.look')}><Look /></Panel>
        <Panel title={t('settings.account')}><Account /></Panel>
        <HealthPanel />
      </div>
    </>
  )
}

function Look() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const choose = (value: string): void => {
    const found = schemes.find((one) => one === value)
    if (found) setColorScheme(found)
  }
  return (
    <div className={classes.box}>
      <p className={classes.label}>{t('app.language')}</p>
      <SegmentedControl aria-label={t('app.language')} value={language()} data={[{ value: 'ko', label: '한국어' }, { value: 'en', label: 'English' }]} onChange={(next) => { if (isLanguage(next)) void chooseLanguage(next) }} />
      <p className={classes.label}>{t('settings.scheme')}</p>
      <SegmentedControl aria-label={t('settings.scheme')} value={colorScheme} data={schemes.map((value) => ({ value, label: t(`shell.scheme.${value}`) }))} onChange={choose} />
    </div>
  )
}

function Account() {
  const { t, i18n } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  return (
    <div className={classes.box}>
      <dl className={classes.facts}>
        <dt>{t('identity.members.name')}</dt><dd>{me.member.name}</dd>
        <dt>{t('identity.login.email')}</dt><dd>{me.member.email}</dd>
        <dt>{t('settings.organization')}</dt><dd>{called(me.organization.name, i18n.language)}</dd>
        <dt>{t('identity.members.role')}</dt><dd>{t(`identity.role.${me.role}.name`)}</dd>
      </dl>
      <div><Button variant="default" size="sm" renderRoot={(props) => <Link to="/tokens" {...props} />}>{t('identity.tokens.title')}</Button></div>
    </div>
  )
}
