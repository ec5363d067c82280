/** The jobs that were started in this window; only their ends are announced by a toast. */
const started = new Set<string>()

export function rememberStarted(job: string): void {
  started.add(job)
}

/** Whether a job was started here; asked once, when it has ended. */
export function forgetStarted(job: string): boolean {
  return started.delete(job)
}
