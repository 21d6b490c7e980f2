import type { ErrorEntry, RaisedError } from "./contracts.ts";

/** A field that failed. `raised` goes to the client; `detail` goes only to the developer's log. */
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

/** A handler that threw. The client learns no more than this message. [?] */
export const codeFault = (detail: string) => new FieldError({ type: "Code", message: "Runtime Error" }, detail);

export const resolverLimit = () =>
  new FieldError({ type: "ResolverExecutionLimitReached", message: "Resolver invocation limit reached." });

export const fieldLimit = (most: number) =>
  new FieldError({ type: "ResolverExecutionLimitReached", message: `The answer has more than ${most} fields.` });

export const timedOut = () => new FieldError({ type: "ExecutionTimeout", message: "Execution timed out." });

/** A request that is refused as a whole, with an HTTP status and the errors of its body. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: [Partial<ErrorEntry>];

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

/** Makes an entry of `errors`, its keys in the order that AppSync writes. */
export function entryOf({ path, locations }: FieldPosition, { message, type, data, info }: RaisedError): ErrorEntry {
  return { path, data, errorType: type, errorInfo: info, locations, message };
}
