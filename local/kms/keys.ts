import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import type { KeySpec } from "./specs.ts";

/** A key as plain data, for a file that only its owner can read: the material is in it. */
export interface KmsKey {
  id: string;
  spec: KeySpec;
  /** HMAC and symmetric keys: base64. RSA: the private key as PEM (PKCS #8). */
  material: string;
  /** Without `alias/`. */
  aliases: string[];
  description: string;
  /** Epoch seconds. */
  createdAt: number;
  enabled: boolean;
  /** Who may do what with it. Left out: everybody everything. */
  allow?: KeyPermission[];
}

export interface KeyPermission {
  accessKeyId: string;
  /** Names of operations, e.g. `GenerateMac`. */
  operations: string[];
}

export type KmsKeys = KmsKey[];

/** What is wanted of a key. `material` imports it; left out, it is made. */
export type NewKey = Pick<KmsKey, "spec"> & Partial<KmsKey>;

/** Makes keys: random ids and material for whatever is not given. An RSA key takes a tenth of a second or so. */
export function createKmsKeys(wanted: NewKey[]): KmsKeys {
  return wanted.map((key) => ({
    id: randomUUID(),
    aliases: [],
    description: "",
    createdAt: Math.floor(Date.now() / 1000),
    enabled: true,
    ...key,
    material: key.material ?? createMaterial(key.spec),
  }));
}

function createMaterial(spec: KeySpec): string {
  if (spec !== "RSA_2048") return randomBytes(32).toString("base64");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
