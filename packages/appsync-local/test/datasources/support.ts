import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Hash } from "@smithy/hash-node";
import { SignatureV4 } from "@smithy/signature-v4";
import { onTestFinished } from "vitest";
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

/** A server on a free port that keeps what it receives, until the test is over. */
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

/** The `authorization` that AWS's own signer would give a received request, over the headers that it says it signed. */
export async function expectedAuthorization(
  { method, url, headers, body }: Received,
  scope: { region: string; service: string; credentials: Credentials },
): Promise<string | undefined> {
  const { pathname, searchParams, hostname } = new URL(url, `http://${headers.host}`);
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split(";") ?? [];
  const signer = new SignatureV4({ ...scope, sha256: Hash.bind(null, "sha256"), applyChecksum: false });
  const date = (headers["x-amz-date"] ?? "").replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const signed = await signer.sign(
    {
      method,
      protocol: "http:",
      hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? ""])),
      body,
    },
    { signingDate: new Date(date), signableHeaders: new Set(names) },
  );
  return signed.headers.authorization;
}
