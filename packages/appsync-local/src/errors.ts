import type { ErrorEntry, RaisedError } from "./contracts.ts";

/** A field that failed. What it says goes to the client; `detail` goes to the developer's log alone. */
export class FieldError extends Error {
  readonly raised: RaisedError;
  readonly detail: string | undefined;

  constructor(raised: Partial<RaisedError> & Pick<RaisedError, "message" | "type">, detail?: string) {
    super(raised.message);
    this.raised = { data: null, info: null, ...raised };
    this.detail = detail;
  }
}

export const notAuthorized = (type: string, field: string) =>
  new FieldError({ type: "Unauthorized", message: `Not Authorized to access ${field} on type ${type}` });

/** A handler that threw: the client is told no more than this. [?] */
export const codeFault = (detail: string) => new FieldError({ type: "Code", message: "Runtime Error" }, detail);

export const resolverLimit = () =>
  new FieldError({ type: "ResolverExecutionLimitReached", message: "Resolver invocation limit reached." });

export const fieldLimit = (most: number) =>
  new FieldError({ type: "ResolverExecutionLimitReached", message: `The answer has more than ${most} fields.` });

export const timedOut = () => new FieldError({ type: "ExecutionTimeout", message: "Execution timed out." });

/** A request refused as a whole: an HTTP status and the entries that its body carries. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: Partial<ErrorEntry>[];

  constructor(status: number, errorType: string, message: string) {
    super(message);
    this.status = status;
    this.errors = [{ errorType, message }];
  }
}

export const malformed = (message: string) => new Refusal(400, "MalformedHttpRequestException", message);

export type FieldPosition = {
  path: (string | number)[];
  locations: { line: number; column: number; sourceName: null }[];
};

/** An entry in the order of keys that AppSync writes. */
export function entryOf({ path, locations }: FieldPosition, { message, type, data, info }: RaisedError): ErrorEntry {
  return { path, data, errorType: type, errorInfo: info, locations, message };
}
