/** An error for the client, in the form that its SDK expects: the type is the name of the exception. */
export class WireError extends Error {
  readonly type: string;
  readonly status: number;
  /** The error's other fields. */
  readonly extra: Record<string, unknown>;

  constructor(type: string, message: string, status = 400, extra: Record<string, unknown> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.extra = extra;
  }
}
