import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy that listens before its target is known, and notes which operations of an AWS service pass. */
export async function openRelay(change: (operation: string, answer: string) => string = (_, answer) => answer) {
  const calls: string[] = [];
  let target = new URL("http://127.0.0.1");
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const { hostname, port } = target;
    const sending = request({ hostname, port, method, path: url, headers }, async (answer) => {
      const body = Buffer.concat(await answer.toArray()).toString();
      const operation = String(headers["x-amz-target"]).split(".").at(-1) as string;
      calls.push(operation);
      const { "content-length": _, ...others } = answer.headers;
      outgoing.writeHead(answer.statusCode as number, others).end(change(operation, body));
    });
    incoming.pipe(sending);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    calls,
    /** @returns the address at which the target is reached from now on */
    to(url: string) {
      target = new URL(url);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    close: () => new Promise((closed) => server.close(closed)).finally(() => server.closeAllConnections()),
  };
}
