import { type ApiClient, secretText } from "../../contract/api-clients.ts";
import { KEY_VERSION } from "../../contract/mac-text.ts";
import { deriveSecret, macIn } from "../shared/kms.ts";
import type { SecretContext } from "./context.ts";

/** Derives the client's current secret, which is stored nowhere. */
export function request(ctx: SecretContext) {
  const { sk, secretVersion } = ctx.stash.client as ApiClient;
  return deriveSecret(ctx, KEY_VERSION, secretText(sk, secretVersion));
}

export function response(ctx: SecretContext) {
  ctx.stash.secret = macIn(ctx);
  return null;
}
