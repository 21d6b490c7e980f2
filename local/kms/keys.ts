import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import type { KeySpec } from "./specs.ts";

/** A key as plain data. It contains the key material, so keep it in a file that only its owner can read. */
export interface KmsKey {
  id: string;
  spec: KeySpec;
  /** Base64 for HMAC and symmetric keys; for RSA, the private key as PEM (PKCS #8). */
  material: string;
  /** Each without the prefix `alias/`. */
  aliases: string[];
  description: string;
  /** Epoch seconds. */
  createdAt: number;
  enabled: boolean;
  /** Who may use the key for which operations. When it is left out, every caller may do everything. */
  allow?: KeyPermission[];
}

export interface KeyPermission {
  accessKeyId: string;
  /** Names of operations, such as `GenerateMac`. */
  operations: string[];
}

export type KmsKeys = KmsKey[];

/** Describes a key to make. Give `material` to import a key; otherwise it is random. */
export type NewKey = Pick<KmsKey, "spec"> & Partial<KmsKey>;

/** Makes keys, with a random id and random material where none is given. An RSA key takes about a tenth of a second. */
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
