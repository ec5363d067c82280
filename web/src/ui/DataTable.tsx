/** A plain table of rows; where the window is narrow each row becomes a short list, and every value carries its title. */
import type { ReactNode } from 'react'
import classes from './DataTable.module.css'

export interface Column<Row> {
  /** Stable name of the column. */
  id: string
  title: string
  cell: (row: Row) => ReactNode
  /** Numbers stand to the right. */
  numeric?: boolean
  /** Whether the title is for screen readers alone. */
  quiet?: boolean
}

interface Props<Row> {
  /** What the table shows, for screen readers. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
}

export function DataTable<Row>({ label, columns, rows, keyOf }: Props<Row>) {
  return (
    <div className={classes.frame} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table} role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ id, title, numeric, quiet }) => (
              <th key={id} role="columnheader" scope="col" data-numeric={numeric}><span className={quiet ? 'visually-hidden' : undefined}>{title}</span></th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ id, title, cell, numeric, quiet }, at) => <td key={id} role="cell" data-numeric={numeric} data-title={at === 0 || quiet ? undefined : title}>{cell(row)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
