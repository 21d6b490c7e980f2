import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { isSignedBy, parseAmzDate, parseSignature } from "../../src/auth/sigv4.ts";
import type { Credentials } from "../../src/description.ts";

/** A request as it came over the socket. */
export interface Received {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Recorder {
  origin: string;
  received: Received[];
}

/**
 * A server on a free port that keeps what it receives, until the test is over. It is Node's own rather than `serveHttp`, for
 * tests write answers that break off or never come.
 */
export async function startRecorder(
  answer: (response: ServerResponse, request: Received) => void = (response) => response.end("{}"),
): Promise<Recorder> {
  const received: Received[] = [];
  const server = createServer(async (incoming: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = "", url = "", headers } = incoming;
    const body = Buffer.concat(chunks).toString();
    const request = { method, url, headers: headers as Record<string, string>, body };
    received.push(request);
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Whether a received request bears the signature that AWS's own signer would give it, in this scope, at the time that it names. */
export async function isSigned(
  { body, ...request }: Received,
  scope: { region: string; service: string; credentials: Credentials },
): Promise<boolean> {
  const claim = parseSignature(request.headers.authorization ?? "");
  const date = parseAmzDate(request.headers["x-amz-date"]);
  const { region, service, credentials } = scope;
  if (!claim || !date || claim.accessKeyId !== credentials.accessKeyId) return false;
  if (claim.region !== region || claim.service !== service) return false;
  return isSignedBy({ ...request, body: Buffer.from(body) }, claim, { ...scope, date });
}
