/** The records that look most alike; nothing where the server cannot tell. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Icon, Notice, Panel } from '@/ui'
import { previewUrl, similarQuery } from '../queries'
import { fileName } from '../rules'
import classes from './Panels.module.css'

export function Similar({ record }: { record: string }) {
  const { t, i18n } = useTranslation()
  const similar = useQuery(similarQuery(record))
  if (similar.isError) return <Panel title={t('record.similar.title')}><Notice error={similar.error} retry={similar.refetch} /></Panel>
  if (!similar.data || similar.data.items.length === 0) return null
  const { items, engine } = similar.data
  return (
    <Panel title={t('record.similar.title')} aside={<span>{engine}</span>}>
      <ul className={classes.similar}>
        {items.map(({ card, distance }) => (
          <li key={card.id}>
            <Link to="/records/$record" params={{ record: card.id }}>
              {card.modality === 'image' ? <img src={previewUrl(card.id)} alt="" loading="lazy" width={120} height={90} /> : <span className={classes.nothing}><Icon name="layers" size={22} /></span>}
              <strong>{card.label_text || t('record.label.none')}</strong>
              <span>{fileName(card.path)}</span>
              <span className="number">{t('record.similar.distance', { number: number(distance, i18n.language, 3) })}</span>
              {card.findings.length > 0 && <span className={classes.flag}><Icon name="alert" size={12} />{card.findings.map((kind) => t(`records.finding.${kind}`, { defaultValue: kind })).join(', ')}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
