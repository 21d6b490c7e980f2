import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Deployed, templateOf } from "./synth.ts";

/**
 * What a second deploy could lose. If the logical id of a resource changes, or a property that cannot be changed in place,
 * CloudFormation silently replaces the resource with a new, empty one. So the ids and properties are written down here and not read
 * from the code: a test that fails here means that a deploy would replace data.
 */

const { template, outdir } = await templateOf("prod");
const dev = await templateOf("dev");

/** Logical ids, made from the constructs' paths, of the resources whose content no deploy can make again. */
const LASTING: Record<string, Record<string, unknown>> = {
  DataTokensCB583751: {
    // Another name or key is another table: tokens and guess budgets would be gone, and every attacker could start again.
    TableName: undefined,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    // Another name or key is another index, empty until it is filled: `activeTokens` would list nothing.
    GlobalSecondaryIndexes: [
      {
        IndexName: "active",
        KeySchema: [
          { AttributeName: "activeShard", KeyType: "HASH" },
          { AttributeName: "expiresAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    LocalSecondaryIndexes: undefined,
    ImportSourceSpecification: undefined,
  },
  DataFactors760D698F: {
    // Another name or key is another table: people's second factors would be gone.
    TableName: undefined,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    LocalSecondaryIndexes: undefined,
    ImportSourceSpecification: undefined,
  },
  DataClients768C012C: {
    // Another name or key is another table: every API client would have to be made anew.
    TableName: undefined,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    LocalSecondaryIndexes: undefined,
    ImportSourceSpecification: undefined,
  },
  DataResets9734AC28: {
    // Another name or key is another table: every API client would have to be made anew.
    TableName: undefined,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    LocalSecondaryIndexes: undefined,
    ImportSourceSpecification: undefined,
  },
  // Another spec or usage is another key: what the old one encrypted could not be read, and its MACs not be compared.
  DataKey5F086070: { KeySpec: undefined, KeyUsage: undefined, MultiRegion: undefined, Origin: undefined },
  KeysCodeAB20E82B: {
    KeySpec: "HMAC_256",
    KeyUsage: "GENERATE_VERIFY_MAC",
    MultiRegion: undefined,
    Origin: undefined,
  },
  KeysCheck1327B76D: {
    KeySpec: "HMAC_256",
    KeyUsage: "GENERATE_VERIFY_MAC",
    MultiRegion: undefined,
    Origin: undefined,
  },
  // Another key is another secret for every API client.
  KeysClientEBD05A9B: {
    KeySpec: "HMAC_256",
    KeyUsage: "GENERATE_VERIFY_MAC",
    MultiRegion: undefined,
    Origin: undefined,
  },
  // Another spec or usage is another key: proofs would be refused until everybody has fetched it.
  KeysProof1BA6D8C1F: { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY", MultiRegion: undefined, Origin: undefined },
  UsersPoolBFC35D3B: {
    // Another way to sign in is another pool: it would have no users, and every token another issuer.
    UsernameAttributes: ["email"],
    AliasAttributes: undefined,
    UsernameConfiguration: { CaseSensitive: false },
    // Attributes can be added, but neither changed nor removed.
    Schema: [
      { Name: "email", Mutable: true, Required: false },
      { Name: "phone_number", Mutable: true, Required: false },
    ],
  },
};
/** Aliases, on which data depends: one under another id cannot be created while the old one has the name. */
const NAMES: Record<string, string> = {
  DataKeyAlias4CDA3754: "alias/appsync-otp-prod-data",
  KeysCodeAliasB2C870AF: "alias/appsync-otp-prod-code",
  KeysCheckAlias65B9BBA2: "alias/appsync-otp-prod-check",
  KeysClientAliasB15ABE83: "alias/appsync-otp-prod-client",
  KeysProof1Alias9E49D4E1: "alias/appsync-otp-prod-proof1",
};
/**
 * Types of resources that hold data. The queue of failures holds places in a stream, which are empty a day later, and each deploy writes
 * what the buckets of public files and of the page hold. The secret of the page's origin is nobody's data: another is made up.
 */
const HOLD_DATA =
  /^AWS::(DynamoDB|RDS|EFS|Kinesis)::|^AWS::KMS::(Replica)?Key$|^AWS::Cognito::UserPool$|^AWS::SSM::Parameter$/;

const resources = Object.entries(template.Resources);
const lasting = resources.filter(([, { Type }]) => HOLD_DATA.test(Type));

test("F20 the resources that hold data are these, and have the logical ids of the first deploy", () => {
  expect(lasting.map(([id]) => id).sort()).toEqual(Object.keys(LASTING).sort());
});

test.each(Object.keys(LASTING))("F20 %s keeps the properties that CloudFormation cannot change in place", (id) => {
  const properties = template.Resources[id]?.Properties;
  const kept = LASTING[id] as Record<string, unknown>;
  expect(Object.fromEntries(Object.keys(kept).map((name) => [name, properties[name]]))).toEqual(kept);
});

test.each(Object.keys(LASTING))("F20 %s is kept when its stack is deleted or a deploy replaces it", (id) => {
  const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[id] as Deployed;
  // A key of a failed first deploy has encrypted nothing yet, and would cost a dollar a month.
  const kept = id.startsWith("Key") || id.startsWith("DataKey") ? "RetainExceptOnCreate" : "Retain";
  expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({ DeletionPolicy: kept, UpdateReplacePolicy: "Retain" });
});

test("F20 tables, the user pool and the stack are protected from deletion", () => {
  const protects = lasting
    .filter(([, { Type }]) => !Type.startsWith("AWS::KMS"))
    .map(([, { Properties }]) => Properties.DeletionProtectionEnabled ?? Properties.DeletionProtection);
  expect(protects).toEqual([true, true, true, true, "ACTIVE"]);
  const { artifacts } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  expect(artifacts["appsync-otp-prod"].properties.terminationProtection).toBe(true);
});

test("F20 the aliases of the keys keep their logical ids", () => {
  const aliases = resources.filter(([, { Type }]) => Type === "AWS::KMS::Alias");
  expect(Object.fromEntries(aliases.map(([id, { Properties }]) => [id, Properties.AliasName]))).toEqual(NAMES);
});

test("F20 S36 the distributions keep their logical ids: with another the keys of proofs get another address, and every proof another issuer; so does the page", () => {
  const distributions = resources.filter(([, { Type }]) => Type === "AWS::CloudFront::Distribution");
  expect(distributions.map(([id]) => id)).toEqual(["PublicFilesDistribution45948005", "PageDistributionFBB4E0B8"]);
});

test("F07 F09 a development stage is deleted with all its data", () => {
  const ends = Object.values(dev.template.Resources).filter(({ Type }) => HOLD_DATA.test(Type));
  expect(ends.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(Object.keys(LASTING).map(() => "Delete"));
  const refuse = ({ DeletionProtectionEnabled, DeletionProtection }: Deployed["Properties"]) =>
    DeletionProtectionEnabled === true || DeletionProtection === "ACTIVE";
  expect(ends.filter(({ Properties }) => refuse(Properties))).toEqual([]);
});
