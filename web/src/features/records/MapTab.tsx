/** The records of a data set as a map of likeness. */

export function MapTab({ dataset }: { dataset: string }) {
  return <p><code>{dataset}</code></p>
}
