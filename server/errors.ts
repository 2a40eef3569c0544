/** Every error that may reach a caller: a code, and the HTTP status it stands for. */

const statusOf = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  too_many: 429,
  /** Something stored is not what was stored; other than of `internal`, the caller is told. */
  damaged: 500,
  internal: 500,
  unavailable: 503
} as const

export type ErrorCode = keyof typeof statusOf
export type FieldFault = { field: string; message: string }

type AppErrorOptions = {
  cause?: unknown
  errors?: FieldFault[]
  /** For a refused ticket step: the steps that are possible. */
  allowed?: string[]
  /** For `too_many`: seconds until a retry makes sense. */
  retryAfter?: number
}

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly errors: FieldFault[] | undefined
  readonly allowed: string[] | undefined
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.errors = options.errors
    this.allowed = options.allowed
    this.retryAfter = options.retryAfter
  }

  get status(): number {
    return statusOf[this.code]
  }
}

/** A fault of set-up (setting, site file, port, data folder): one line for the operator, exit code 1. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

/** One field that cannot be as it was given. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid', `${field}: ${message}`, { errors: [{ field, message }] })
}
