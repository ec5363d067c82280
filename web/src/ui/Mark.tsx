/** The mark of Dure: five patches sewn together, in the colours of five stations. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 26 26" style={{ flex: 'none' }}>
      <path fill="var(--ingest)" d="M0 0h15v11H0z" />
      <path fill="var(--autolabel)" d="M17 0h9v17h-9z" />
      <path fill="var(--quality)" d="M0 13h8v13H0z" />
      <path fill="var(--catalog)" d="M10 13h5v13h-5z" />
      <path fill="var(--scenario)" d="M17 19h9v7h-9z" />
    </svg>
  )
}
