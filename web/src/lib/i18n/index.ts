/** Korean and English; a language's catalogue is loaded when it is first wanted, and its keys are typed from Korean. */
import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type ko from './ko'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof ko }
  }
}

const CHOICE = 'dure.language'
const catalogues = { ko: () => import('./ko'), en: () => import('./en') }

export type Language = keyof typeof catalogues

export function isLanguage(value: unknown): value is Language {
  return value === 'ko' || value === 'en'
}

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, _, callback) => {
    catalogues[isLanguage(language) ? language : 'ko']().then(
      (catalogue) => { callback(null, catalogue.default) },
      (error: unknown) => { callback(error instanceof Error ? error : String(error), null) },
    )
  },
}

/** The language of the page now. */
export function language(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'ko'
}

function chosen(): Language {
  const stored = window.localStorage.getItem(CHOICE)
  return isLanguage(stored) ? stored : 'ko'
}

function announce(): void {
  document.documentElement.lang = language()
}

/** Load the language that was chosen last, Korean where none was. */
export async function startI18n(first: Language = chosen()): Promise<void> {
  i18next.on('languageChanged', announce)
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({ lng: first, fallbackLng: false, load: 'currentOnly', interpolation: { escapeValue: false } })
}

export async function chooseLanguage(next: Language): Promise<void> {
  window.localStorage.setItem(CHOICE, next)
  await i18next.changeLanguage(next)
}

export const translate = i18next.t
