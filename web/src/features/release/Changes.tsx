/** What a version changed since the one before, in words; on its page with the first records of each kind. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Notice, Tag } from '@/ui'
import { changesQuery } from './queries'
import classes from './Release.module.css'
import { happened } from './rules'

const SHOWN = 6

export function Changes({ reference, examples = false }: { reference: string; examples?: boolean }) {
  const { t, i18n } = useTranslation()
  const changes = useQuery(changesQuery(reference))
  if (changes.isError) return <Notice error={changes.error} retry={changes.refetch} />
  const found = changes.data
  if (found === undefined) return <p className={classes.changes}><span className="visually-hidden">{t('app.loading')}</span></p>
  if (found.since === null) return <p className={classes.changes}>{t('release.changes.first')}</p>
  const kinds = happened(found)
  return (
    <>
      <p className={classes.changes}>
        <span className={classes.quiet}>{t('release.changes.since', { version: found.since })}</span>
        {kinds.length === 0 && <span>{t('release.changes.none')}</span>}
        {kinds.map((kind) => <Tag key={kind} tone={kind === 'removed' ? 'warn' : 'quiet'}>{t(`release.changes.${kind}`, { number: number(found[kind], i18n.language) })}</Tag>)}
      </p>
      {examples && kinds.filter((kind) => kind !== 'removed').map((kind) => (
        <p key={kind} className={classes.examples}>
          <span className={classes.quiet}>{t(`release.changes.${kind}`, { number: number(found[kind], i18n.language) })} · {t('release.changes.for_instance')}</span>
          {(found.examples[kind] ?? []).slice(0, SHOWN).map((record, at) => (
            <Link key={record} to="/records/$record" params={{ record }}>{t('release.changes.record', { number: at + 1 })}</Link>
          ))}
        </p>
      ))}
    </>
  )
}
