import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import { describe, expect, test } from "vitest";
import { deploy } from "../../../infra/cli/deploy.ts";
import { destroy } from "../../../infra/cli/destroy.ts";
import { type FakeAccount, startAws } from "./aws.ts";
import { resultsOf, sending } from "./checks/support.ts";
import { OWN, partsFor } from "./support.ts";

/** The keys of proofs on AWS: the deploy command publishes them, also while they are rotated. */

const FILE = "appsync-otp-dev-public/.well-known/jwks.json";
const withKeys = (oldest: number, newest: number, signing: number) => ({
  ...OWN,
  stages: { dev: { proofKeys: { oldest, newest, signing } } },
});
const publishedIn = (account: FakeAccount): JSONWebKeySet => JSON.parse(account.files[FILE]?.body ?? "null");
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

  test("both while keys are rotated, and each is another", async () => {
    const { account } = await startAws();
    await deploy((await partsFor(account, { overrides: withKeys(1, 2, 1) })).parts);
    const jwks = publishedIn(account);
    expect(jwks.keys.map(({ kid }) => kid)).toEqual(["1", "2"]);
    expect(new Set(jwks.keys.map(({ n }) => n)).size).toBe(2);
    const find = createLocalJWKSet(jwks);
    for (const kid of ["1", "2"]) await expect(find({ alg: "RS256", kid })).resolves.toBeDefined();
  });

  test("and fails, with what to do, if it may not; the rest is done", async () => {
    const { account } = await startAws({ denied: [`PUT ${FILE}`] });
    const { parts, ran, said } = await partsFor(account);
    await expect(deploy(parts)).rejects.toThrow(
      /^The stack is deployed, but:\n {2}The keys of proofs are not published at https:\/\/d1.*AccessDenied.*\n.*deploy again/,
    );
    expect(ran).toHaveLength(1);
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
