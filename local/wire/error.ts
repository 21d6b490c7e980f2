/** An error that a client is told, as its SDK expects it: the type is the name of the exception. */
export class WireError extends Error {
  readonly type: string;
  readonly status: number;
  /** Further fields of the error. */
  readonly extra: Record<string, unknown>;

  constructor(type: string, message: string, status = 400, extra: Record<string, unknown> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.extra = extra;
  }
}
