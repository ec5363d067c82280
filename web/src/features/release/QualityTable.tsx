/** The quality table that a release carries: what was promised, what was measured. */
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { DataTable, EmptyState, Panel, Tag } from '@/ui'

type Line = ReleaseDetail['quality'][number]

export function QualityTable({ lines }: { lines: readonly Line[] }) {
  const { t, i18n } = useTranslation()
  const word = ({ ko, en }: { ko: string; en: string }): string => (i18n.language === 'en' ? en : ko)
  return (
    <Panel title={t('release.quality.title')}>
      {lines.length === 0 && <EmptyState title={t('release.quality.none')} />}
      {lines.length > 0 && (
        <DataTable<Line>
          label={t('release.table', { title: t('release.quality.title') })} rows={lines} keyOf={({ item }) => item.en}
          columns={[
            { id: 'axis', title: t('release.quality.axis'), cell: ({ axis }) => word(axis) },
            { id: 'item', title: t('release.quality.item'), cell: ({ item }) => word(item) },
            { id: 'target', title: t('release.quality.target'), numeric: true, cell: ({ target }) => target },
            { id: 'result', title: t('release.quality.result'), numeric: true, cell: ({ result }) => result || '–' },
            { id: 'verdict', title: t('release.quality.verdict'), cell: ({ met }) => <Verdict met={met} /> },
          ]}
        />
      )}
    </Panel>
  )
}

function Verdict({ met }: { met: boolean | null }) {
  const { t } = useTranslation()
  if (met === null) return <Tag>{t('release.quality.unmeasured')}</Tag>
  return met ? <Tag tone="good" icon="check">{t('release.quality.met')}</Tag> : <Tag tone="warn" icon="alert">{t('release.quality.unmet')}</Tag>
}
