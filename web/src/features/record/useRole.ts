/** What a stream's role is called; one that the catalogues do not know keeps its own name. */
import { useTranslation } from 'react-i18next'
import type { StreamRead } from './types'

export function useRole(): (stream: Pick<StreamRead, 'role' | 'modality'>) => string {
  const { t, i18n } = useTranslation()
  const known: Readonly<Record<string, string>> = t('record.roles', { returnObjects: true, lng: i18n.language })
  return ({ role, modality }) => (role === 'main' ? t(`record.modality.${modality}`) : (known[role] ?? role))
}

/** The role, and the kind where the role does not say it already. */
export function useStreamWords(): (stream: Pick<StreamRead, 'role' | 'modality'>) => { name: string; kind: string } {
  const { t } = useTranslation()
  const nameOf = useRole()
  return (stream) => {
    const [name, kind] = [nameOf(stream), t(`record.modality.${stream.modality}`)]
    return { name, kind: name === kind ? '' : kind }
  }
}
