import {
  createWireFaults,
  jsonProtocol,
  type ProtocolOptions,
  type ServeOptions,
  serveWire,
  type WireFaults,
  type WireHandler,
  type WireServer,
} from "../wire/index.ts";
import { describeKey } from "./describe-key.ts";
import { encryptionOperations } from "./encryption.ts";
import { createKeyring } from "./keyring.ts";
import type { KmsKeys } from "./keys.ts";
import { macOperations } from "./mac.ts";
import { signingOperations } from "./signing.ts";

export { createKmsKeys, type KeyPermission, type KmsKey, type KmsKeys, type NewKey } from "./keys.ts";
export type { KeySpec, KeyUsage } from "./specs.ts";

export interface KmsOptions extends ProtocolOptions {
  /** The region in the keys' ARNs. Default: us-east-1. */
  region?: string;
  /** The account in the keys' ARNs. Default: 000000000000. */
  accountId?: string;
}

export interface Kms extends WireServer {
  faults: WireFaults;
}

/**
 * Serves KMS's wire protocol over the given keys, to any client of the SDK, with more operations than the service itself calls.
 * Each call looks up in the keys whether they are enabled and who may use them, so a change of that data takes effect at once. The
 * caller is whoever the `Authorization` header names: signatures are not verified.
 *
 * @throws Error when a key's material is malformed, or two keys share an id or alias
 */
export function createKms(keys: KmsKeys, options: KmsOptions = {}): WireHandler {
  const { region = "us-east-1", accountId = "000000000000", ...rest } = options;
  const keyring = createKeyring(keys, { region, accountId });
  return jsonProtocol({
    prefix: "TrentService",
    operations: {
      ...macOperations(keyring),
      ...encryptionOperations(keyring),
      ...signingOperations(keyring),
      DescribeKey: describeKey(keyring, accountId),
    },
    ...rest,
  });
}

/** Serves KMS on its own port; web pages of other origins may not call it. */
export async function startKms(keys: KmsKeys, options: KmsOptions & Omit<ServeOptions, "cors"> = {}): Promise<Kms> {
  const { port, host, clock, faults = createWireFaults(), ...rest } = options;
  const server = await serveWire(createKms(keys, { ...rest, faults }), { port, host, clock, cors: false });
  return { ...server, faults };
}
