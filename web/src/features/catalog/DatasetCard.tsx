/** One data set at a glance: how much, how far labelled, what is wrong, what is out. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Dataset } from '@/api'
import { useDomainName } from '@/features/domains'
import { number, share } from '@/lib/format'
import { called } from '@/lib/names'
import { Icon, Moment, PatchBar } from '@/ui'
import classes from './Datasets.module.css'

export function DatasetCard({ dataset }: { dataset: Dataset }) {
  const { t, i18n } = useTranslation()
  const domainName = useDomainName()
  const title = called(dataset.title || dataset.name, i18n.language)
  const labelled = share(dataset.labelled, dataset.records, i18n.language)
  return (
    <li className={classes.card} data-item>
      <p className={classes.top}>
        <span>{domainName(dataset.domain)}</span>
        <span><span className="visually-hidden">{t('catalog.updated')} </span><Moment at={dataset.updated_at} /></span>
      </p>
      <h3 className={classes.title}><Link to="/datasets/$dataset" params={{ dataset: dataset.id }}>{title}</Link></h3>
      <code className={classes.name}>{dataset.title ? dataset.name : ''}</code>
      <dl className={classes.figures}>
        <div><dt>{t('catalog.records')}</dt><dd>{number(dataset.records, i18n.language)}</dd></div>
        <div><dt>{t('catalog.labelled')}</dt><dd>{labelled}</dd></div>
      </dl>
      <PatchBar role="meter" label={t('catalog.labelled_of', { name: title })} text={labelled} value={dataset.records ? dataset.labelled / dataset.records : 0} station="label" />
      <p className={classes.tags}>
        <Release version={dataset.latest_release} />
        <Issues count={dataset.issues} />
      </p>
    </li>
  )
}

function Release({ version }: { version: number | null }) {
  const { t } = useTranslation()
  if (version === null) return <span className={classes.quiet}>{t('catalog.release_none')}</span>
  return <span className={classes.tag} data-station="release"><Icon name="tag" size={13} />{t('catalog.release', { version })}</span>
}

function Issues({ count }: { count: number }) {
  const { t, i18n } = useTranslation()
  if (count === 0) return <span className={classes.quiet}><Icon name="check" size={13} />{t('catalog.issues_none')}</span>
  return <span className={classes.tag} data-station="quality"><Icon name="alert" size={13} />{t('catalog.issues_number', { number: number(count, i18n.language) })}</span>
}
