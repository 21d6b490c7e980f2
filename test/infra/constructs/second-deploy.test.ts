import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Deployed, templateOf } from "./synth.ts";

/**
 * What the second deploy could lose. CloudFormation puts a new, empty resource in the place of one whose logical id is another, or
 * one of whose properties it cannot change, and goes on without a word. So these stand here as they were first deployed, and are
 * not read from the code: a test that fails here says that a deploy would replace data.
 */

const { template, outdir } = await templateOf("prod");
const dev = await templateOf("dev");

/** Logical ids of whatever holds something that no deploy can make again. They come from the constructs' paths. */
const LASTING: Record<string, Record<string, unknown>> = {
  DataTokensCB583751: {
    // A table's name and key cannot be changed: tokens and guess budgets would be gone, and every attacker's count at nought.
    TableName: undefined,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    // An index of another name or key is made anew, empty until it is filled: `activeTokens` would list nothing.
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
    // As of Tokens: every second factor that people have would be gone.
    TableName: undefined,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    LocalSecondaryIndexes: undefined,
    ImportSourceSpecification: undefined,
  },
  // A key of another spec or use is another key: what the old one encrypted or signed, nobody reads or proves any more.
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
  UsersPoolBFC35D3B: {
    // How people sign in cannot be changed: the new pool would have no users, and another id in every token.
    UsernameAttributes: ["email"],
    AliasAttributes: undefined,
    UsernameConfiguration: { CaseSensitive: false },
    // Attributes can be added, never changed or taken away.
    Schema: [
      { Name: "email", Mutable: true, Required: false },
      { Name: "phone_number", Mutable: true, Required: false },
    ],
  },
};
/** Not data, but what data hangs on: an alias under another id cannot be made while the old one has the name. */
const NAMES: Record<string, string> = {
  DataKeyAlias4CDA3754: "alias/appsync-otp-prod-data",
  KeysCodeAliasB2C870AF: "alias/appsync-otp-prod-code",
  KeysCheckAlias65B9BBA2: "alias/appsync-otp-prod-check",
};
/** Types of which CloudFormation says that they hold something of their own. */
const HOLD_DATA =
  /^AWS::(DynamoDB|S3|RDS|EFS|Kinesis|SQS|SecretsManager)::|^AWS::KMS::(Replica)?Key$|^AWS::Cognito::UserPool$|^AWS::SSM::Parameter$/;

const resources = Object.entries(template.Resources);
const lasting = resources.filter(([, { Type }]) => HOLD_DATA.test(Type));

test("F20 what holds data has the logical id that it was first deployed by, and there is nothing else that holds any", () => {
  expect(lasting.map(([id]) => id).sort()).toEqual(Object.keys(LASTING).sort());
});

test.each(Object.keys(LASTING))("F20 %s keeps the properties that only another resource could have otherwise", (id) => {
  const properties = template.Resources[id]?.Properties;
  const kept = LASTING[id] as Record<string, unknown>;
  expect(Object.fromEntries(Object.keys(kept).map((name) => [name, properties[name]]))).toEqual(kept);
});

test.each(Object.keys(LASTING))("F20 %s stays when its stack goes, or a deploy puts another in its place", (id) => {
  const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[id] as Deployed;
  // A key of a first deploy that failed has encrypted nothing yet, and would cost a dollar a month.
  const kept = id.startsWith("Key") || id.startsWith("DataKey") ? "RetainExceptOnCreate" : "Retain";
  expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({ DeletionPolicy: kept, UpdateReplacePolicy: "Retain" });
});

test("F20 tables and users refuse to be deleted by anybody, and the stack to be removed", () => {
  const protects = lasting
    .filter(([, { Type }]) => !Type.startsWith("AWS::KMS"))
    .map(([, { Properties }]) => Properties.DeletionProtectionEnabled ?? Properties.DeletionProtection);
  expect(protects).toEqual([true, true, "ACTIVE"]);
  const { artifacts } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  expect(artifacts["appsync-otp-prod"].properties.terminationProtection).toBe(true);
});

test("F20 the names that codes and macs hang on stay where they are", () => {
  const aliases = resources.filter(([, { Type }]) => Type === "AWS::KMS::Alias");
  expect(Object.fromEntries(aliases.map(([id, { Properties }]) => [id, Properties.AliasName]))).toEqual(NAMES);
});

test("F07 F09 a development stage goes with all that it holds", () => {
  const ends = Object.values(dev.template.Resources).filter(({ Type }) => HOLD_DATA.test(Type));
  expect(ends.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(Object.keys(LASTING).map(() => "Delete"));
  const refuse = ({ DeletionProtectionEnabled, DeletionProtection }: Deployed["Properties"]) =>
    DeletionProtectionEnabled === true || DeletionProtection === "ACTIVE";
  expect(ends.filter(({ Properties }) => refuse(Properties))).toEqual([]);
});
