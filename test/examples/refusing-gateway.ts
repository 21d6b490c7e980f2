import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it came. */
export interface Sent {
  authorization: string;
  body: { query: string; variables: { input: { idempotencyKey?: string } } };
}

const REFUSAL = JSON.stringify({
  errors: [{ errorType: "UnauthorizedException", message: "You are not authorized to make this call." }],
});

/**
 * Stands before an API, and answers the first try of each call as AppSync does whose authorizer has failed: 401, and the request is not
 * carried out. What comes again goes on to the API.
 */
export async function startRefusingGateway(graphqlUrl: string) {
  const sent: Sent[] = [];
  const known = new Set<string>();
  const server = createServer(async (request, response) => {
    const asked = await text(request);
    const { authorization = "" } = request.headers;
    const body: Sent["body"] = JSON.parse(asked);
    sent.push({ authorization, body });
    const call = JSON.stringify(body);
    const isFirst = !known.has(call);
    known.add(call);
    const headers = { authorization, "content-type": "application/json" };
    const answer = isFirst
      ? new Response(REFUSAL, { status: 401 })
      : await fetch(graphqlUrl, { method: "POST", headers, body: asked });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    sent,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
