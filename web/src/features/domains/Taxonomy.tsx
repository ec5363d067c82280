/** The classes of a domain as a tree, in both languages, searched as one types. */
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { EmptyState, Icon, Panel } from '@/ui'
import classes from './Domains.module.css'
import { useWord } from './queries'
import { pruned, size, type Node } from './rules'

export function Taxonomy({ nodes }: { nodes: readonly Node[] }) {
  const { t, i18n } = useTranslation()
  const [query, setQuery] = useState('')
  const shown = pruned(nodes, query)
  return (
    <Panel title={t('domains.taxonomy')} aside={<span>{t('domains.classes', { number: number(size(shown), i18n.language) })}</span>}>
      <TextInput type="search" mb="sm" aria-label={t('domains.find')} placeholder={t('domains.find')} leftSection={<Icon name="search" size={15} />} value={query} onChange={(event) => { setQuery(event.currentTarget.value) }} />
      {shown.length === 0 && <EmptyState title={t('domains.no_class', { query })} />}
      {shown.length > 0 && <Branches nodes={shown} open={query.trim() !== ''} outermost />}
    </Panel>
  )
}

function Branches({ nodes, open, outermost = false }: { nodes: readonly Node[]; open: boolean; outermost?: boolean }) {
  return (
    <ul className={outermost ? classes.tree : classes.branch}>
      {nodes.map((node) => (
        <li key={node.id}>
          {node.children.length === 0 && <p className={classes.leaf}><Name node={node} /></p>}
          {node.children.length > 0 && (
            <details key={String(open)} open={open || outermost}>
              <summary className={classes.fork}><Icon name="chevron" size={13} /><Name node={node} /><span className={classes.quiet}>{node.children.length}</span></summary>
              <Branches nodes={node.children} open={open} />
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

function Name({ node }: { node: Node }) {
  const { i18n } = useTranslation()
  const word = useWord()
  const other = i18n.language === 'ko' ? node.en : node.ko
  const codes = Object.entries(node.codes).map(([scheme, code]) => `${scheme} ${code}`).join(', ')
  return (
    <>
      <span>{word(node)}</span>
      <span className={classes.quiet} lang={i18n.language === 'ko' ? 'en' : 'ko'} title={node.aliases.join(', ') || undefined}>{other}</span>
      {codes && <code className={classes.code}>{codes}</code>}
    </>
  )
}
