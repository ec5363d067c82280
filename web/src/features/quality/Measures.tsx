/** Every measure with its goal and its result, as AI Hub's quality tables show them. */
import { useTranslation } from 'react-i18next'
import { DataTable, Panel } from '@/ui'
import type { Measure, Report } from './report'
import { percent } from './rules'
import { useWords } from './useWords'
import { VerdictTag } from './VerdictTag'

export function Measures({ report }: { report: Report }) {
  const { t } = useTranslation()
  const words = useWords()
  const title = t('quality.measures.title')
  const dimensions = new Map(report.scores.map((score) => [score.dimension, words(score.title)]))
  return (
    <Panel title={title}>
      <DataTable<Measure>
        label={t('quality.table', { title })} rows={report.measures} keyOf={({ name }) => name}
        columns={[
          { id: 'dimension', title: t('quality.measures.dimension'), cell: ({ dimension }) => dimensions.get(dimension) ?? dimension },
          { id: 'item', title: t('quality.measures.item'), cell: ({ item }) => words(item) },
          { id: 'indicator', title: t('quality.measures.indicator'), cell: ({ indicator }) => words(indicator) },
          { id: 'goal', title: t('quality.measures.goal'), numeric: true, cell: ({ passes }) => percent(passes) },
          { id: 'result', title: t('quality.measures.result'), numeric: true, cell: ({ share }) => percent(share) },
          { id: 'verdict', title: t('quality.measures.verdict'), cell: ({ verdict }) => <VerdictTag verdict={verdict} /> },
        ]}
      />
    </Panel>
  )
}
