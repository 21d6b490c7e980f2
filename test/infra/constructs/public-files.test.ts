import { expect, test } from "vitest";
import { linesOf, statementsOf } from "./policies.ts";
import { nameOf, SETTINGS, type Synthesised, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

/** The public keys of proofs on AWS: who reads and writes them, and which key signs while they are rotated. */

const stage = await templateOf("prod");
const { template } = stage;

test("S36 the bucket of public keys is closed: CloudFront alone reads it, for this distribution, over TLS, and writes nothing", () => {
  const bucket = theOne(stage, "PublicFilesBucket").Properties;
  expect(bucket.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  const { PolicyDocument } = theOne(stage, "PublicFilesBucketPolicy").Properties;
  const distribution = "arn:aws:cloudfront::000000000000:distribution/PublicFilesDistribution";
  expect(linesOf(statementsOf(PolicyDocument, template))).toEqual([
    "never s3:* on PublicFilesBucket.Arn for * if aws:SecureTransport Bool false",
    "never s3:* on PublicFilesBucket.Arn/* for * if aws:SecureTransport Bool false",
    `s3:GetObject on PublicFilesBucket.Arn/* for cloudfront.amazonaws.com if AWS:SourceArn StringEquals ${distribution}`,
  ]);
});

test("S36 the keys are served over HTTPS alone, to GET and HEAD, out of that bucket", () => {
  const { DistributionConfig } = theOne(stage, "PublicFilesDistribution").Properties;
  const { DefaultCacheBehavior, Origins, CacheBehaviors } = DistributionConfig;
  expect(DefaultCacheBehavior.ViewerProtocolPolicy).toBe("https-only");
  // CloudFront's own default is GET and HEAD.
  expect([DefaultCacheBehavior.AllowedMethods, CacheBehaviors]).toEqual([undefined, undefined]);
  expect(Origins).toHaveLength(1);
  expect(resolved<string>(Origins[0].DomainName, template)).toMatch(/^PublicFilesBucket/);
});

const keyOf = (arn: string) => nameOf(arn.replace(/\.Arn$/, ""));

/** What decides which key signs, and which are published. */
function keysOf({ template: deployed }: Synthesised) {
  const [api] = ofType(deployed, "AWS::AppSync::GraphQLApi").map(([, { Properties }]) => Properties);
  const { PROOF_KEY, PROOF_KEY_VERSION } = resolved<Record<string, string>>(api.EnvironmentVariables, deployed);
  const published = Object.entries(deployed.Outputs).filter(([name]) => name.startsWith("proofKey"));
  return {
    signs: [PROOF_KEY_VERSION, keyOf(PROOF_KEY as string)],
    published: published.map(([name, { Value }]) => [name, keyOf(resolved(Value, deployed))]),
  };
}

test("S36 a stage signs with its first key, and publishes it", () => {
  expect(keysOf(stage)).toEqual({ signs: ["1", "KeysProof1"], published: [["proofKey1", "KeysProof1"]] });
});

test("S36 while keys are rotated both are published, each with a policy of its own, and the chosen one signs", async () => {
  const { prod, ...stages } = SETTINGS.stages;
  const proofKeys = { oldest: 1, newest: 2, signing: 2 };
  const rotating = await templateOf("prod", { stages: { ...stages, prod: { ...prod, proofKeys } } });
  expect(keysOf(rotating)).toEqual({
    signs: ["2", "KeysProof2"],
    published: [
      ["proofKey1", "KeysProof1"],
      ["proofKey2", "KeysProof2"],
    ],
  });
  const usersOf = (key: string) =>
    linesOf(statementsOf(theOne(rotating, key).Properties.KeyPolicy, rotating.template)).filter((line) =>
      line.startsWith("kms:Sign "),
    );
  for (const key of ["KeysProof1", "KeysProof2"]) {
    expect(usersOf(key)).toEqual(
      ["ApiKmsRole", "WebhooksRole"].map((role) => expect.stringContaining(`for ${role}.Arn`)),
    );
  }
  // The first key is the same resource as before: it goes on verifying what it has signed.
  expect(theOne(rotating, "KeysProof1")).toEqual(theOne(stage, "KeysProof1"));
}, 300_000);
