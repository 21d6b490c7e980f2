import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, request } from "node:https";

const agents = { "http:": new PlainAgent({ keepAlive: true }), "https:": new Agent({ keepAlive: true }) };

/**
 * Posts a body over a kept-alive connection and reads the answer whole.
 *
 * @throws Error of the socket or of the signal
 */
export function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  const send = url.protocol === "http:" ? plainRequest : request;
  const agent = agents[url.protocol as keyof typeof agents];
  return new Promise((resolve, reject) => {
    const sending = send(url, { method: "POST", headers, agent, signal }, async (answer) => {
      try {
        resolve({ status: answer.statusCode as number, body: Buffer.concat(await answer.toArray()).toString() });
      } catch (error) {
        reject(error);
      }
    });
    sending.on("error", reject);
    sending.end(body);
  });
}
