/** One domain's pack as a person reads it: what is labelled, how, under which conditions, and what is checked and protected. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Pack } from '@/api'
import { Notice, PageHeader, Panel, Rows, Tag, type Crumb } from '@/ui'
import { Conditions } from './Conditions'
import classes from './Domains.module.css'
import { domainQuery, useWord } from './queries'
import { Engines, Protection, Quality, Questions } from './Sections'
import { Taxonomy } from './Taxonomy'

export function DomainPage({ domain }: { domain: string }) {
  const { t } = useTranslation()
  const pack = useQuery(domainQuery(domain))
  const word = useWord()
  const crumbs: Crumb[] = [{ label: t('domains.title'), to: '/domains' }]
  return (
    <>
      <PageHeader
        title={pack.data ? word(pack.data.name) : domain} crumbs={crumbs} about={pack.data && word(pack.data.description)}
        marks={pack.data?.modalities.map((one) => <Tag key={one}>{t(`domains.modality.${one}`)}</Tag>)}
      />
      {pack.isError && <Notice error={pack.error} retry={pack.refetch} />}
      {pack.isPending && <Rows count={6} />}
      {pack.data && <Read pack={pack.data} />}
    </>
  )
}

function Read({ pack }: { pack: Pack }) {
  const { t } = useTranslation()
  const word = useWord()
  return (
    <div className={classes.pack}>
      <div className={classes.column}>
        <Taxonomy nodes={pack.taxonomy} />
        <Panel title={t('domains.guideline')}><p className={classes.guideline}>{word(pack.guideline)}</p></Panel>
      </div>
      <div className={classes.column}>
        <Questions pack={pack} />
        <Conditions conditions={pack.conditions} />
        <Quality quality={pack.quality} />
        <Protection entities={pack.deidentification} />
        <Engines engines={pack.engines} />
      </div>
    </div>
  )
}
