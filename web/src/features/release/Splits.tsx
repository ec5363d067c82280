/** How the records are split: a strip and its figures. */
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { bytes, number, share } from '@/lib/format'
import { DataTable, Panel } from '@/ui'
import classes from './Release.module.css'

type Split = ReleaseDetail['splits'][number]

const known = ['train', 'validation', 'test'] as const

export function Splits({ splits }: { splits: readonly Split[] }) {
  const { t, i18n } = useTranslation()
  const whole = splits.reduce((sum, { records }) => sum + records, 0)
  const places = new Map(splits.map(({ name }, at) => [name, at]))
  const word = (name: string): string => {
    const found = known.find((one) => one === name)
    return found ? t(`release.splits.${found}`) : name
  }
  return (
    <Panel title={t('release.splits.title')}>
      <div className={classes.box}>
        <div className={classes.strip} aria-hidden="true">{splits.map(({ name, records }) => <span key={name} style={{ flexGrow: records, flexBasis: 0 }} />)}</div>
        <DataTable<Split>
          label={t('release.table', { title: t('release.splits.title') })} rows={splits} keyOf={({ name }) => name}
          columns={[
            { id: 'split', title: t('release.splits.split'), cell: ({ name }) => <><span aria-hidden="true" className={classes.swatch} data-at={places.get(name)} />{word(name)} <code>{name}</code></> },
            { id: 'records', title: t('release.splits.records'), numeric: true, cell: ({ records }) => number(records, i18n.language) },
            { id: 'share', title: t('release.splits.share'), numeric: true, cell: ({ records }) => share(records, whole, i18n.language) },
            { id: 'size', title: t('release.splits.size'), numeric: true, cell: ({ size }) => bytes(size, i18n.language) },
          ]}
        />
      </div>
    </Panel>
  )
}
