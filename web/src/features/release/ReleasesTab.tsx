/** The releases of a data set. */

export function ReleasesTab({ dataset }: { dataset: string }) {
  return <p><code>{dataset}</code></p>
}
