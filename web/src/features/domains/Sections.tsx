/** The shorter parts of a pack: what is asked, what is checked, what is protected, and who helps. */
import { useTranslation } from 'react-i18next'
import type { Pack } from '@/api'
import { number } from '@/lib/format'
import { EmptyState, Icon, Panel, Tag } from '@/ui'
import classes from './Domains.module.css'
import { useWord } from './queries'
import { namedEngines, thresholds } from './rules'

export function Questions({ pack }: { pack: Pack }) {
  const { t } = useTranslation()
  const word = useWord()
  return (
    <Panel title={t('domains.questions')}>
      <ul className={classes.box}>
        {pack.label_schema.map((question) => (
          <li key={question.id} className={classes.fact}>
            <span>{word(question)}</span>
            <span className={classes.tags}>
              <Tag station="label">{t(`domains.question.${question.type}`)}</Tag>
              {question.required && <Tag>{t('domains.required')}</Tag>}
              {question.multiple && <Tag>{t('domains.multiple')}</Tag>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The name of a threshold in words; one that the catalogues do not know stays as the pack calls it. */
function useNameOf(): (group: 'threshold' | 'engine' | 'operator' | 'detector', id: string) => string {
  const { t } = useTranslation()
  return (group, id) => Object.entries(t(`domains.${group}`, { returnObjects: true })).find(([name]) => name === id)?.[1] ?? id
}

export function Quality({ quality }: Pick<Pack, 'quality'>) {
  const { t, i18n } = useTranslation()
  const nameOf = useNameOf()
  return (
    <Panel title={t('domains.quality')}>
      <dl className={classes.box}>
        {thresholds(quality).map(([name, value]) => <div key={name} className={classes.fact}><dt>{nameOf('threshold', name)}</dt><dd className="number">{number(value, i18n.language, 3)}</dd></div>)}
      </dl>
    </Panel>
  )
}

export function Protection({ entities }: { entities: Pack['deidentification'] }) {
  const { t } = useTranslation()
  const word = useWord()
  const nameOf = useNameOf()
  return (
    <Panel title={t('domains.protection')}>
      {entities.length === 0 && <EmptyState title={t('domains.no_protection')} />}
      {entities.length > 0 && (
        <ul className={classes.box}>
          {entities.map((entity) => (
            <li key={entity.id} className={classes.fact}>
              <span>{word(entity)} <span className={classes.quiet} title={entity.detector}>{nameOf('detector', entity.detector)}</span></span>
              <span className={classes.tags}>
                <Tag station="deidentify">{nameOf('operator', entity.operator)}</Tag>
                {entity.never_leaves && <Tag icon="lock" tone="warn">{t('domains.never_leaves')}</Tag>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

export function Engines({ engines }: Pick<Pack, 'engines'>) {
  const { t } = useTranslation()
  const nameOf = useNameOf()
  const named = namedEngines(engines)
  return (
    <Panel title={t('domains.engines')}>
      {named.length === 0 && <EmptyState title={t('domains.no_engines')} />}
      {named.length > 0 && <dl className={classes.box}>{named.map(([role, name]) => <div key={role} className={classes.fact}><dt>{nameOf('engine', role)}</dt><dd><Icon name="sparkle" size={13} /> <code>{name}</code></dd></div>)}</dl>}
    </Panel>
  )
}
