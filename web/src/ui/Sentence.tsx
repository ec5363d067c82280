/** A sentence of the server; what it puts between backticks is shown as code. */

export function Sentence({ text }: { text: string }) {
  const parts = text.split(/`([^`]+)`/)
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}
