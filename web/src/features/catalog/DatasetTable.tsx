/** The data sets as a table, for those who compare. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Dataset } from '@/api'
import { useDomainName } from '@/features/domains'
import { number, share } from '@/lib/format'
import { called } from '@/lib/names'
import { DataTable, Moment } from '@/ui'

export function DatasetTable({ datasets }: { datasets: readonly Dataset[] }) {
  const { t, i18n } = useTranslation()
  const domainName = useDomainName()
  const count = (value: number): string => number(value, i18n.language)
  return (
    <DataTable
      label={t('catalog.title')} rows={datasets} keyOf={({ id }) => id}
      columns={[
        { id: 'name', title: t('catalog.column.name'), cell: ({ id, title, name }) => <Link to="/datasets/$dataset" params={{ dataset: id }}>{called(title || name, i18n.language)}</Link> },
        { id: 'domain', title: t('catalog.column.domain'), cell: ({ domain }) => domainName(domain) },
        { id: 'records', title: t('catalog.column.records'), numeric: true, cell: ({ records }) => count(records) },
        { id: 'labelled', title: t('catalog.column.labelled'), numeric: true, cell: ({ labelled, records }) => share(labelled, records, i18n.language) },
        { id: 'issues', title: t('catalog.column.issues'), numeric: true, cell: ({ issues }) => count(issues) },
        { id: 'release', title: t('catalog.column.release'), numeric: true, cell: ({ latest_release: version }) => version ?? '–' },
        { id: 'visibility', title: t('catalog.column.visibility'), cell: ({ visibility }) => t(`catalog.visibility.${visibility}`) },
        { id: 'updated', title: t('catalog.column.updated'), cell: ({ updated_at }) => <Moment at={updated_at} /> },
      ]}
    />
  )
}
