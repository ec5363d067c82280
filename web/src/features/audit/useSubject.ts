/** What a line of the trail is about, by its name where this organisation knows one. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { called } from '@/lib/names'
import { datasetsQuery, membersQuery } from './queries'

const LONG = 24

export function useSubject(): (subject: string) => string {
  const { i18n } = useTranslation()
  const { data: members = [] } = useQuery(membersQuery)
  const { data: datasets } = useQuery(datasetsQuery)
  const names = new Map([
    ...members.map(({ id, name }): [string, string] => [id, name]),
    ...(datasets?.items ?? []).map(({ id, title, name }): [string, string] => [id, title || name]),
  ])
  return (subject) => {
    const name = names.get(subject)
    if (name) return called(name, i18n.language)
    return subject.length > LONG ? `${subject.slice(0, 8)}…` : subject
  }
}
