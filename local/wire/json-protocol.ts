import { WireError } from "./error.ts";
import { type Operation, type ProtocolOptions, speak } from "./protocol.ts";
import type { WireHandler } from "./server.ts";

type JsonInput = Record<string, unknown>;

/**
 * AWS's JSON protocol: `x-amz-target` names the operation, JSON goes in and out.
 *
 * @param prefix the part of `x-amz-target` before the dot
 * @param operations the operations by name. Their output has to survive JSON: bytes as base64, times as epoch seconds
 * @param version default 1.1
 */
export function jsonProtocol({
  prefix,
  operations,
  version = "1.1",
  ...options
}: ProtocolOptions & {
  prefix: string;
  operations: Record<string, Operation<JsonInput>>;
  version?: "1.0" | "1.1";
}): WireHandler {
  const contentType = `application/x-amz-json-${version}`;
  const byTarget = new Map(
    Object.entries(operations).map(([name, operation]) => [`${prefix}.${name}`, { name, operation }]),
  );
  return speak<JsonInput>(
    {
      read({ method, headers, body }) {
        const target = headers["x-amz-target"] ?? "";
        const found = method === "POST" ? byTarget.get(target) : undefined;
        if (!found) throw new WireError("UnknownOperationException", `There is no operation '${target}'.`);
        return { ...found, input: parseInput(body) };
      },
      answer: (_name, output, requestId) => ({
        status: 200,
        headers: { "content-type": contentType, "x-amzn-requestid": requestId },
        // Operations without an output answer an empty body.
        body: output ? JSON.stringify(output) : "",
      }),
      refuse: ({ type, message, status, extra }, requestId) => ({
        status,
        headers: { "content-type": contentType, "x-amzn-requestid": requestId, "x-amzn-errortype": type },
        body: JSON.stringify({ __type: type, message, ...extra }),
      }),
    },
    options,
  );
}

function parseInput(body: Buffer): JsonInput {
  let input: unknown;
  try {
    input = JSON.parse(body.toString());
  } catch {
    // The parser's message quotes the body, and bodies hold secrets.
    throw new WireError("SerializationException", "The body is not JSON.");
  }
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return input as JsonInput;
  throw new WireError("SerializationException", "The body is not a JSON object.");
}
