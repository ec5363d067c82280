/** The quality of a data set at a glance. */

export function QualityTab({ dataset }: { dataset: string }) {
  return <p><code>{dataset}</code></p>
}
