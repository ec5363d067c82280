/** What was brought into a data set, and when. */

export function DeliveriesTab({ dataset }: { dataset: string }) {
  return <p><code>{dataset}</code></p>
}
