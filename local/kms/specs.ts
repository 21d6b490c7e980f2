/** What a key of each spec is for, as `DescribeKey` tells it. */

export type KeySpec = "HMAC_256" | "SYMMETRIC_DEFAULT" | "RSA_2048";
export type KeyUsage = "GENERATE_VERIFY_MAC" | "ENCRYPT_DECRYPT" | "SIGN_VERIFY";

export interface SpecTraits {
  usage: KeyUsage;
  /** The field of `DescribeKey` that lists the algorithms. */
  algorithmsField: "MacAlgorithms" | "EncryptionAlgorithms" | "SigningAlgorithms";
  algorithms: readonly string[];
}

const RSA_ALGORITHMS = [
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
];

export const SPECS: Record<KeySpec, SpecTraits> = {
  HMAC_256: { usage: "GENERATE_VERIFY_MAC", algorithmsField: "MacAlgorithms", algorithms: ["HMAC_SHA_256"] },
  SYMMETRIC_DEFAULT: {
    usage: "ENCRYPT_DECRYPT",
    algorithmsField: "EncryptionAlgorithms",
    algorithms: ["SYMMETRIC_DEFAULT"],
  },
  RSA_2048: { usage: "SIGN_VERIFY", algorithmsField: "SigningAlgorithms", algorithms: RSA_ALGORITHMS },
};

/** All that KMS knows of, also for specs that are not here: a known one is refused otherwise than a misspelt one. */
export const ALGORITHMS = {
  MacAlgorithm: ["HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_384", "HMAC_SHA_512"],
  EncryptionAlgorithm: ["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"],
  SigningAlgorithm: [
    ...RSA_ALGORITHMS,
    "ECDSA_SHA_256",
    "ECDSA_SHA_384",
    "ECDSA_SHA_512",
    "SM2DSA",
    "ML_DSA_SHAKE_256",
    "ED25519_SHA_512",
    "ED25519_PH_SHA_512",
  ],
} as const;
