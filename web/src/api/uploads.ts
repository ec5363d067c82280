/** Send one file by tus 1.0: in pieces, each with its digest, from where an earlier try broke off. */
import { DetailedError, Upload } from 'tus-js-client'
import { language } from '@/lib/i18n'
import { Problem, toProblem } from '@/lib/problem'

const PIECE = 8 * 1024 * 1024
const RETRY_MS = [0, 1_000, 3_000, 6_000, 12_000]

export interface Sending {
  file: File
  /** Where it belongs in the delivery. */
  path: string
  delivery: string
  /** Id of an upload that the server holds a part of. */
  resume?: string | undefined
  onSent: (bytes: number) => void
  onDone: () => void
  onFailed: (problem: Problem) => void
}

export interface Sender {
  pause: () => void
  resume: () => void
  /** Stop, and let the server forget what came. */
  cancel: () => void
}

/** The digest that a piece must have, as tus writes it; browsers give none on a page without a secure address. */
async function checksum(piece: Blob): Promise<string | undefined> {
  if (!window.isSecureContext) return undefined
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await piece.arrayBuffer()))
  return `sha256 ${btoa(String.fromCharCode(...digest))}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problem(error: Error): Problem {
  if (!(error instanceof DetailedError) || error.originalResponse === null) return new Problem(0)
  return toProblem(error.originalResponse.getStatus(), parse(error.originalResponse.getBody()))
}

export function send({ file, path, delivery, resume, onSent, onDone, onFailed }: Sending): Sender {
  const upload = new Upload(file, {
    endpoint: '/api/uploads',
    uploadUrl: resume === undefined ? null : `/api/uploads/${resume}`,
    chunkSize: PIECE,
    retryDelays: RETRY_MS,
    uploadDataDuringCreation: true,
    storeFingerprintForResuming: false, // the server knows what it holds
    metadata: { filename: file.name, relativePath: path, delivery },
    headers: { 'Accept-Language': language() },
    async onBeforeRequest(request) {
      if (request.getMethod() !== 'POST' && request.getMethod() !== 'PATCH') return
      const from = Number(request.getHeader('Upload-Offset') ?? 0)
      const digest = await checksum(file.slice(from, from + PIECE))
      if (digest !== undefined) request.setHeader('Upload-Checksum', digest)
    },
    onProgress: onSent,
    onSuccess: onDone,
    onError: (error) => { onFailed(problem(error)) },
  })
  return {
    pause: () => { void upload.abort() },
    resume: () => { upload.start() },
    cancel: () => { void upload.abort(true).catch(() => undefined) },
  }
}
