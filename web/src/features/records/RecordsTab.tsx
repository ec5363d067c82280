/** The records of a data set as a grid. */

export function RecordsTab({ dataset }: { dataset: string }) {
  return <p><code>{dataset}</code></p>
}
