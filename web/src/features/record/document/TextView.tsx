/** A text as it stands. */
import { useQuery } from '@tanstack/react-query'
import { Notice, Rows } from '@/ui'
import { textQuery } from '../queries'
import type { StreamRead } from '../types'
import classes from './Document.module.css'

export function TextView({ record, stream }: { record: string; stream: StreamRead }) {
  const text = useQuery(textQuery(record, stream.n))
  if (text.isError) return <Notice error={text.error} retry={text.refetch} />
  if (text.isPending) return <div className={classes.document}><Rows count={4} height={22} /></div>
  return <pre className={classes.text} tabIndex={0} aria-label={stream.role} role="region">{text.data}</pre>
}
