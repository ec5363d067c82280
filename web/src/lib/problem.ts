/** What went wrong with a request, as the server said it (RFC 9457), and the sentence that a person reads. */
import type { TFunction } from 'i18next'

export class Problem extends Error {
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>

  /** `detail` is the server's sentence in the language of the page; status 0 means that it never answered. */
  constructor(status: number, detail = '', details: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.details = details
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Read a problem document; a body that is none leaves the status to speak. */
export function toProblem(status: number, body: unknown): Problem {
  if (!isObject(body)) return new Problem(status)
  const detail = typeof body.detail === 'string' ? body.detail : ''
  return new Problem(status, detail, isObject(body.details) ? body.details : {})
}

/** Whether the server refused with this status. */
export function isProblem(error: unknown, status: number): error is Problem {
  return error instanceof Problem && error.status === status
}

export function isLoggedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401
}

/** The sentence to show for a failure, whatever it was. */
export function sentence(error: unknown, t: TFunction): string {
  if (!(error instanceof Problem)) return t('problem.page')
  if (error.status === 0) return t('problem.unreachable')
  return error.message || t('problem.unexplained', { status: error.status })
}
