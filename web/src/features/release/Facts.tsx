/** What one must know before using a release: rights, origin, what made it. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReleaseDetail } from '@/api'
import { useDomainName } from '@/features/domains'
import { moment } from '@/lib/format'
import { called } from '@/lib/names'
import { CopyButton, Panel } from '@/ui'
import classes from './Release.module.css'

export function Facts({ release }: { release: ReleaseDetail }) {
  const { t, i18n } = useTranslation()
  const domainName = useDomainName()
  const engines = release.engines.map(({ name, version }) => `${name} ${version}`.trim()).join(', ')
  const domain = release.domain.id ?? ''
  return (
    <Panel title={t('release.facts.title')}>
      <dl className={`${classes.box ?? ''} ${classes.facts ?? ''}`}>
        <Fact term={t('release.facts.licence')}>{release.licence || t('release.facts.licence_none')}</Fact>
        <Fact term={t('release.facts.providers')}>{release.providers.map((name) => called(name, i18n.language)).join(', ')}</Fact>
        <Fact term={t('release.facts.consent')}>{called(release.consent_basis, i18n.language)}</Fact>
        <Fact term={t('release.facts.domain')}>{`${domainName(domain)} ${release.domain.version ?? ''}`}</Fact>
        <Fact term={t('release.facts.engines')}>{engines}</Fact>
        <Fact term={t('release.facts.created')}>{moment(new Date(release.created_at), i18n.language)}</Fact>
        <Fact term={t('release.facts.tool')}>{release.tool}</Fact>
        <Fact term={t('release.facts.digest')}><code>{release.digest.slice(0, 16)}…</code> <CopyButton size="compact-xs" value={release.digest} label={t('release.facts.digest')} /></Fact>
      </dl>
    </Panel>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  if (children === '') return null
  return <div><dt>{term}</dt><dd>{children}</dd></div>
}
