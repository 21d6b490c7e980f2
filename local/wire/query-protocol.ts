import { WireError } from "./error.ts";
import { type Operation, type ProtocolOptions, speak } from "./protocol.ts";
import { parseQueryInput, type QueryInput } from "./query-input.ts";
import type { WireHandler } from "./server.ts";
import { escapeXml, toXml } from "./xml.ts";

export type { QueryInput, QueryValue } from "./query-input.ts";

/**
 * AWS's query protocol, which SNS and SES (v1) speak: a form with `Action` goes in, XML comes out.
 *
 * @param operations the operations by name. Their input is the form as nested objects and lists, all values text. In their output lists
 *   become `member` elements and a `Map` becomes `entry` elements; without an output there is no result element
 * @param namespace `xmlns` of the answers, e.g. `http://sns.amazonaws.com/doc/2010-03-31/`
 */
export function queryProtocol({
  operations,
  namespace,
  ...options
}: ProtocolOptions & { operations: Record<string, Operation<QueryInput>>; namespace: string }): WireHandler {
  const byName = new Map(Object.entries(operations));
  const open = (root: string) => `<${root} xmlns="${escapeXml(namespace)}">`;
  const headersOf = (requestId: string) => ({ "content-type": "text/xml", "x-amzn-requestid": requestId });
  return speak<QueryInput>(
    {
      read({ method, body, query }) {
        const input = parseQueryInput(method === "POST" ? body.toString() : query);
        const name = input.Action;
        if (typeof name !== "string") throw new WireError("MissingAction", "The request names no action.");
        const operation = byName.get(name);
        if (!operation) throw new WireError("InvalidAction", `There is no action '${name}'.`);
        return { name, operation, input };
      },
      answer(name, output, requestId) {
        const result = output ? `<${name}Result>${toXml(output)}</${name}Result>` : "";
        const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
        const body = `${open(`${name}Response`)}${result}${metadata}</${name}Response>`;
        return { status: 200, headers: headersOf(requestId), body };
      },
      refuse({ type, message, status, extra }, requestId) {
        const error = { Type: status < 500 ? "Sender" : "Receiver", Code: type, Message: message, ...extra };
        const body = `${open("ErrorResponse")}${toXml({ Error: error, RequestId: requestId })}</ErrorResponse>`;
        return { status, headers: { ...headersOf(requestId), "x-amzn-errortype": type }, body };
      },
    },
    options,
  );
}
