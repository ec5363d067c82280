/** What can be done from anywhere: go to a place, search, see the keys, change language and look. */
import { useMantineColorScheme } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/identity'
import type { Action } from '@/lib/actions'
import { chooseLanguage, language } from '@/lib/i18n'
import { useActions } from '@/ui'
import { placesFor } from './nav/places'

interface Doors {
  onPalette: () => void
  onHelp: () => void
}

export function useShellActions({ onPalette, onHelp }: Doors): void {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const { data: me } = useSuspenseQuery(meQuery)
  const { setColorScheme } = useMantineColorScheme()
  const go = useMemo<Action[]>(() => placesFor(me).map(({ to, name, icon, keys }) => ({
    id: `go.${name}`, name: t(`shell.places.${name}`), section: 'go', icon, keys: [keys], words: `${name} ${t(`shell.find.${name}`)}`,
    perform: () => { void navigate({ to }) },
  })), [me, t, navigate])
  const look = useMemo<Action[]>(() => {
    const other = i18n.language === 'ko' ? 'en' : 'ko'
    return [
      { id: 'palette', name: t('shell.palette.title'), section: 'look', keys: ['mod+k', '/'], hidden: true, perform: onPalette },
      { id: 'help', name: t('shell.help.title'), section: 'look', icon: 'question', keys: ['?'], words: 'keys shortcuts help', perform: onHelp },
      { id: 'language', name: t('shell.language'), section: 'look', icon: 'globe', words: 'language english korean 한국어', perform: () => { if (language() !== other) void chooseLanguage(other) } },
      { id: 'scheme.light', name: t('shell.scheme.light'), section: 'look', icon: 'sun', words: 'light theme', perform: () => { setColorScheme('light') } },
      { id: 'scheme.dark', name: t('shell.scheme.dark'), section: 'look', icon: 'moon', words: 'dark theme', perform: () => { setColorScheme('dark') } },
      { id: 'scheme.auto', name: t('shell.scheme.auto'), section: 'look', icon: 'screen', words: 'system theme', perform: () => { setColorScheme('auto') } },
    ]
  }, [t, i18n.language, onPalette, onHelp, setColorScheme])
  useActions(go)
  useActions(look)
}
