/** The data card as the release carries it, drawn from its Markdown. */
import { useTranslation } from 'react-i18next'
import { Panel } from '@/ui'
import { blocks, spans, type Block } from './markdown'
import classes from './Release.module.css'

export function Card({ markdown }: { markdown: string }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('release.card.title')}>
      <details className={classes.box}>
        <summary className={classes.summary}>{t('release.card.open')}</summary>
        <div className={classes.card}>{blocks(markdown).map((block, at) => <Drawn key={at} block={block} />)}</div>
      </details>
    </Panel>
  )
}

function Drawn({ block }: { block: Block }) {
  const { t } = useTranslation()
  switch (block.kind) {
    case 'heading': return <h3>{block.text}</h3>
    case 'paragraph': return <p><Line text={block.text} /></p>
    case 'code': return <pre tabIndex={0}><code>{block.text}</code></pre>
    case 'list': return <ul>{block.items.map((item, at) => <li key={at}>– <Line text={item} /></li>)}</ul>
    case 'table': return (
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={block.head.join(', ') || t('release.card.title')}>
        <table>
          <thead><tr>{block.head.map((cell, at) => <th key={at} scope="col"><Line text={cell} /></th>)}</tr></thead>
          <tbody>{block.rows.map((row, at) => <tr key={at}>{row.map((cell, place) => <td key={place}><Line text={cell} /></td>)}</tr>)}</tbody>
        </table>
      </div>
    )
  }
}

function Line({ text }: { text: string }) {
  return spans(text).map((span, at) => {
    switch (span.kind) {
      case 'text': return span.text
      case 'code': return <code key={at}>{span.text}</code>
      case 'link': return <a key={at} href={span.href} className={classes.link} rel="noreferrer">{span.text}</a>
    }
  })
}
