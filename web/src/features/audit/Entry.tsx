/** One line of the trail; opened, it shows its details and its place in the chain. */
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '@/api'
import { moment, number } from '@/lib/format'
import classes from './Audit.module.css'

interface Props {
  entry: AuditEntry
  name: (action: string) => string
  subject: (id: string) => string
}

export function Entry({ entry, name, subject }: Props) {
  const { t, i18n } = useTranslation()
  const facts = Object.entries(entry.detail)
  return (
    <li className={classes.entry}>
      <details>
        <summary className={classes.line}>
          <span className={classes.number}>{number(entry.number, i18n.language)}</span>
          <span className={classes.action}>{name(entry.action)} <code>{entry.action}</code></span>
          <span className={classes.subject} title={entry.subject}>{subject(entry.subject)}</span>
          <span className={classes.who}>{entry.member_name || t('audit.nobody')}</span>
          <time dateTime={entry.at} className={classes.when}>{moment(new Date(entry.at), i18n.language)}</time>
        </summary>
        <dl className={classes.detail}>
          <div><dt>{t('audit.subject')}</dt><dd><code>{entry.subject}</code></dd></div>
          {facts.map(([key, value]) => <div key={key}><dt>{key}</dt><dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd></div>)}
          <div><dt>{t('audit.before')}</dt><dd><code>{entry.previous}</code></dd></div>
          <div><dt>{t('audit.hash')}</dt><dd><code>{entry.hash}</code></dd></div>
        </dl>
      </details>
    </li>
  )
}
