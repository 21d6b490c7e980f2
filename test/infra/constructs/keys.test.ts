import { expect, test } from "vitest";
import { ACCOUNT, mayUse, rolesOf, type Statement, statementsOf } from "./policies.ts";
import { templateOf, theOne } from "./synth.ts";
import { ofType } from "./template.ts";

/** Who may use which key: every role of the stack is asked, and everybody outside whom a mistake would admit. */

const synthesised = await templateOf("prod");
const { template } = synthesised;

const everything: Statement[] = [{ effect: "Allow", actions: ["*"], resources: ["*"], principals: [], conditions: {} }];
const CALLERS: Record<string, { principal: string; rights: Statement[] }> = {
  ...Object.fromEntries([...rolesOf(template)].map(([name, { rights }]) => [name, { principal: arnOf(name), rights }])),
  administrator: { principal: "arn:aws:iam::000000000000:role/Administrator", rights: everything },
  root: { principal: ACCOUNT, rights: everything },
  stranger: { principal: "arn:aws:iam::111111111111:role/Administrator", rights: everything },
  ...Object.fromEntries(
    ["appsync", "cloudwatch", "dynamodb", "lambda", "ses", "sns"].map((name) => [
      name,
      { principal: `${name}.amazonaws.com`, rights: [] },
    ]),
  ),
};
const ADMINISTRATORS = ["administrator", "root"];

/** Key policies name roles by a reference; requests come with an ARN. */
function arnOf(role: string): string {
  return `arn:aws:iam::000000000000:role/${role}`;
}
function policyOf(key: string): Statement[] {
  const named = JSON.stringify(statementsOf(theOne(synthesised, key).Properties.KeyPolicy, template));
  return JSON.parse(named.replace(/"(\w+Role)\.Arn"/g, (_, role) => JSON.stringify(arnOf(role))));
}

const DYNAMODB = { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" };
const HMAC = { "kms:MacAlgorithm": "HMAC_SHA_256" };
const RS256 = { "kms:SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256", "kms:MessageType": "RAW" };
const OURS = { "aws:SourceAccount": "000000000000" };

/** Gives the callers who may take an action on a key in any of the contexts. */
function whoMay(
  action: string,
  key: string,
  contexts: Record<string, string>[] = [{}, { ...DYNAMODB, ...HMAC, ...RS256, ...OURS }],
) {
  const policy = policyOf(key);
  const may = ({ principal, rights }: (typeof CALLERS)[string]) =>
    contexts.some((context) => mayUse(policy, { action: `kms:${action}`, principal, rights, context }, `${key}.Arn`));
  return Object.keys(CALLERS).filter((name) => may(CALLERS[name] as (typeof CALLERS)[string]));
}

/** Actions that make or verify a MAC, sign, or let somebody else do so. */
const USES = ["GenerateMac", "VerifyMac", "Sign", "CreateGrant"];
const OTHER_USES = ["Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "Verify", "DeriveSharedSecret"];
const COPIES = ["ReplicateKey", "ImportKeyMaterial", "GetParametersForImport", "UpdatePrimaryRegion"];

test("S25 who uses which key: send function, API, authorizer and webhook function", () => {
  expect(whoMay("GenerateMac", "KeysCode")).toEqual(["DeliverySendRole", "ResetsRole"]);
  expect(whoMay("GenerateMac", "KeysCheck")).toEqual(["DeliverySendRole", "ResetsRole", "ApiKmsRole"]);
  expect(whoMay("VerifyMac", "KeysCheck")).toEqual(["ApiKmsRole"]);
  expect(whoMay("GenerateMac", "KeysClient")).toEqual(["AuthorizerRole", "ApiKmsRole"]);
  expect(whoMay("Sign", "KeysProof1")).toEqual(["ApiKmsRole", "WebhooksRole"]);
});

const MAC_OTHERWISE = [{ "kms:MacAlgorithm": "HMAC_SHA_512" }, {}];
const SIGN_OTHERWISE = [
  { ...RS256, "kms:SigningAlgorithm": "RSASSA_PSS_SHA_256" },
  { ...RS256, "kms:MessageType": "DIGEST" },
  {},
];
test.each([
  ["KeysCode", ["GenerateMac"], MAC_OTHERWISE],
  ["KeysCheck", ["GenerateMac", "VerifyMac"], MAC_OTHERWISE],
  ["KeysClient", ["GenerateMac"], MAC_OTHERWISE],
  ["KeysProof1", ["Sign"], SIGN_OTHERWISE],
])("S25 nobody can use %s for anything but %j: no grant, no copy, no other algorithm", (key, uses, otherwise) => {
  const used = [...USES, ...OTHER_USES, ...COPIES].filter((action) => whoMay(action, key).length > 0);
  expect(used).toEqual(uses);
  for (const action of uses) expect(whoMay(action, key, otherwise)).toEqual([]);
});

test("S36 administrators read the public part of the key of proofs, which the deploy publishes", () => {
  expect(whoMay("GetPublicKey", "KeysProof1")).toEqual(ADMINISTRATORS);
});

test.each(["KeysCode", "KeysCheck", "KeysClient", "KeysProof1"])(
  "S25 only the account's administrators can manage %s",
  (key) => {
    const managed = ["PutKeyPolicy", "DescribeKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"];
    expect(managed.map((action) => whoMay(action, key))).toEqual(managed.map(() => ADMINISTRATORS));
  },
);

test.each([
  ["KeysCode", "GenerateMac"],
  ["KeysCheck", "GenerateMac"],
  ["KeysClient", "GenerateMac"],
  ["KeysProof1", "Sign"],
])("S25 no added statement lets others use %s, not even one in its own policy", (key, use) => {
  const letAllIn: Statement = {
    effect: "Allow",
    actions: ["*"],
    resources: ["*"],
    principals: ["*"],
    conditions: {},
  };
  const policy = [...policyOf(key), letAllIn];
  const opened = (action: string) =>
    Object.keys(CALLERS).filter((name) => {
      const { principal } = CALLERS[name] as (typeof CALLERS)[string];
      return mayUse(policy, { action, principal, rights: everything, context: { ...HMAC, ...RS256 } }, `${key}.Arn`);
    });
  const users = whoMay(use, key);
  const guarded = [use, "CreateGrant"];
  expect(guarded.map((action) => opened(`kms:${action}`))).toEqual(guarded.map(() => users));
});

test("S25 F18 roles of the stack can use the data key only through DynamoDB", () => {
  const alarms = "cloudwatch";
  const tables = [
    ...["AuthorizerRole", "AccountsRole", "ResetsRole", "ApiTokensRole", "ApiFactorsRole", "ApiClientsRole"],
    ...["ApiResetsRole", "StreamRole", "WebhooksRole"],
  ];
  expect(whoMay("Decrypt", "DataKey")).toEqual([...tables, ...ADMINISTRATORS, alarms]);
  expect(whoMay("Encrypt", "DataKey")).toEqual([...tables, ...ADMINISTRATORS]);
  expect(whoMay("Decrypt", "DataKey", [{}, { "kms:ViaService": "s3.us-east-1.amazonaws.com" }])).toEqual(
    ADMINISTRATORS,
  );
  expect(whoMay("CreateGrant", "DataKey")).toEqual(ADMINISTRATORS);
});

test("S25 S26 alarms of this account can publish to the encrypted topic, and those of another account cannot", () => {
  for (const action of ["Decrypt", "GenerateDataKey"]) {
    expect(whoMay(action, "DataKey", [OURS])).toContain("cloudwatch");
    expect(whoMay(action, "DataKey", [{ "aws:SourceAccount": "111111111111" }])).not.toContain("cloudwatch");
  }
});

test("S25 the keys have the specs and usages that the code needs", () => {
  const kind = (key: string) => {
    const { KeySpec, KeyUsage, EnableKeyRotation, PendingWindowInDays } = theOne(synthesised, key).Properties;
    return { KeySpec, KeyUsage, EnableKeyRotation, PendingWindowInDays };
  };
  const hmac = { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC", PendingWindowInDays: 30 };
  expect(["KeysCode", "KeysCheck", "KeysClient"].map(kind)).toEqual([hmac, hmac, hmac]);
  expect(kind("KeysProof1")).toEqual({ KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY", PendingWindowInDays: 30 });
  expect(kind("DataKey")).toEqual({ EnableKeyRotation: true, PendingWindowInDays: 30 });
});

test("S45 no alias is named anywhere in the template but where it is made, and no policy asks for one", () => {
  const others = Object.entries(template.Resources).filter(([, { Type }]) => Type !== "AWS::KMS::Alias");
  const aliases = ofType(template, "AWS::KMS::Alias").map(([id]) => id);
  expect(aliases).toHaveLength(5);
  const naming = others.filter(([, { Properties }]) => {
    const text = JSON.stringify(Properties ?? {});
    return /alias\/|ResourceAliases|RequestAlias/.test(text) || aliases.some((id) => text.includes(`"${id}"`));
  });
  expect(naming.map(([id]) => id)).toEqual([]);
});
