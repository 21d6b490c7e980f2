/** The usage and the algorithms of each key spec, as `DescribeKey` lists them. */

export type KeySpec = "HMAC_256" | "SYMMETRIC_DEFAULT" | "RSA_2048";
export type KeyUsage = "GENERATE_VERIFY_MAC" | "ENCRYPT_DECRYPT" | "SIGN_VERIFY";

export interface SpecTraits {
  usage: KeyUsage;
  /** The field in which `DescribeKey` lists the algorithms. */
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

/** Every algorithm of KMS, including those of specs that are missing here: the error for a misspelt name is a different one. */
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
