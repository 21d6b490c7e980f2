import { type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { openAccount } from "../../../infra/cli/aws/account.ts";
import { deploy } from "../../../infra/cli/deploy.ts";
import { destroy } from "../../../infra/cli/destroy.ts";
import { type FakeAccount, proofKeyArn, startAws } from "./aws.ts";
import { resultsOf, sending } from "./checks/support.ts";
import { OWN, partsFor } from "./support.ts";

/** The keys of proofs on AWS: the deploy command publishes them, also while they are rotated. */

const FILE = "appsync-otp-dev-public/.well-known/jwks.json";
const withKeys = (oldest: number, newest: number, signing: number) => ({
  ...OWN,
  stages: { dev: { proofKeys: { oldest, newest, signing } } },
});
const publishedIn = (account: FakeAccount): JSONWebKeySet => JSON.parse(account.files[FILE]?.body ?? "null");
/** A JWT that KMS signed as it signs proofs, by a version of the key. */
async function signedBy(kms: KMSClient, version: number): Promise<string> {
  const [header, claims] = [{ alg: "RS256", kid: `${version}` }, { sub: "s" }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const signed = `${header}.${claims}`;
  const { Signature } = await kms.send(
    new SignCommand({
      KeyId: proofKeyArn(version),
      Message: Buffer.from(signed),
      MessageType: "RAW",
      SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
    }),
  );
  return `${signed}.${Buffer.from(Signature ?? []).toString("base64url")}`;
}
/** A stage that publishes these versions. */
const publishing = (...versions: number[]) => ({
  ...sending("no-reply@mail.shop.dev"),
  template: {
    Condition: { StringEquals: { "ses:FromAddress": "no-reply@mail.shop.dev" } },
    Outputs: Object.fromEntries(versions.map((version) => [`proofKey${version}`, {}])),
  },
});

describe("S36 the deploy publishes the keys that proofs are checked by", () => {
  test("as KMS has them, each under its version, for five minutes in caches", async () => {
    const { account } = await startAws();
    await deploy((await partsFor(account)).parts);
    const { keys } = publishedIn(account);
    expect(keys).toEqual([
      { kid: "1", kty: "RSA", alg: "RS256", use: "sig", n: expect.stringMatching(/^[\w-]{342}$/), e: "AQAB" },
    ]);
    expect(account.files[FILE]?.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "public, max-age=300",
    });
  });

  test("both while keys are rotated: what either has signed is accepted until the older is given up", async () => {
    const { account } = await startAws();
    const { kms } = await openAccount();
    const [old, fresh] = await Promise.all([signedBy(kms, 1), signedBy(kms, 2)]);
    const accepts = (proof: string) =>
      jwtVerify(proof, createLocalJWKSet(publishedIn(account))).then(
        () => true,
        ({ code }) => code !== "ERR_JWKS_NO_MATCHING_KEY" && Promise.reject(code),
      );
    const steps: [keys: Parameters<typeof withKeys>, accepted: [boolean, boolean]][] = [
      [
        [1, 1, 1],
        [true, false],
      ],
      [
        [1, 2, 1],
        [true, true],
      ],
      [
        [1, 2, 2],
        [true, true],
      ],
      [
        [2, 2, 2],
        [false, true],
      ],
    ];
    for (const [keys, accepted] of steps) {
      await deploy((await partsFor(account, { overrides: withKeys(...keys) })).parts);
      expect([await accepts(old), await accepts(fresh)], `${keys}`).toEqual(accepted);
    }
  });

  test("and fails, with what to do, if it may not; the rest is done", async () => {
    const { account } = await startAws({ denied: [`PUT ${FILE}`] });
    const { parts, ran, said } = await partsFor(account);
    await expect(deploy(parts)).rejects.toThrow(
      /^The stack is deployed, but:\n {2}The keys of proofs are not published at https:\/\/d1.*AccessDenied.*\n.*deploy again/,
    );
    expect(ran).toHaveLength(2);
    expect(said()).toContain("Create a user");
  });
});

describe("S36 a key signs only once an earlier deploy has published it", () => {
  const checked = async (stack: FakeAccount["stack"], overrides: object) =>
    (await resultsOf({ stack }, overrides))["proof keys"];

  test.each([
    ["a first deploy", null, withKeys(3, 3, 3)],
    ["a key that is published already", publishing(1), withKeys(1, 2, 1)],
    ["the newer of two that are published", publishing(1, 2), withKeys(1, 2, 2)],
    ["the newer, while the older is given up", publishing(1, 2), withKeys(2, 2, 2)],
  ])("%s may sign", async (_, stack, overrides) => {
    expect(await checked(stack, overrides)).toMatchObject({ state: "done" });
  });

  test.each([
    ["with the older beside it", withKeys(1, 2, 2)],
    ["in its place", withKeys(2, 2, 2)],
  ])("one that nobody has fetched may not, %s, and the check says how it is published", async (_, overrides) => {
    const result = await checked(publishing(1), overrides);
    expect(result).toMatchObject({
      state: "required",
      commands: [expect.stringContaining('"proofKeys": { "oldest": 1, "newest": 2, "signing": 1 }')],
    });
  });
});

test("F09 destroy empties the public bucket, which CloudFormation could not delete otherwise", async () => {
  const resources = [{ type: "AWS::S3::Bucket", name: "appsync-otp-dev-public", status: "CREATE_COMPLETE" }];
  const files = { [FILE]: { body: "{}", headers: {} } };
  const { account } = await startAws({ stack: { protected: false, resources }, files });
  const { parts, ran } = await partsFor(account, { answers: ["dev"] });
  await destroy(parts);
  expect(account.files).toEqual({});
  expect(ran).toHaveLength(1);
});
