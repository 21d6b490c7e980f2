import type { ApiClient } from "../../contract/api-clients.ts";
import { clientView } from "./clientView.ts";

/** Gives the payload that tells a secret: the only time that it is told. */
export const secretPayload = (client: ApiClient, secret: string, now: number) => ({
  client: clientView(client, now),
  keyId: `${client.sk}_${client.secretVersion}`,
  secret,
});
