import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ERRORS } from "../../../contract/errors.ts";
import { REGION } from "../../../local/service/index.ts";
import { newClient, signedCaller } from "../../service/api-client.ts";
import { person } from "../../service/person.ts";
import { addPoolUser } from "../../service/pool-user.ts";
import { startTestService, type TestService } from "../../service/support.ts";
import { run } from "../running-start.ts";

/** The reset of a running start: what it empties for somebody's next test, and what it leaves. */

let service: TestService;
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
let table: DynamoDB;
let cognito: CognitoIdentityProvider;
beforeAll(async () => {
  service = await startTestService();
  table = new DynamoDB({ endpoint: service.outputs.dynamodbUrl, region: REGION, credentials });
  cognito = new CognitoIdentityProvider({ endpoint: service.outputs.cognitoUrl, region: REGION, credentials });
});
afterAll(async () => {
  table.destroy();
  cognito.destroy();
  await service.stop();
});

const post = () => fetch(service.outputs.resetUrl, { method: "POST" });
const itemsIn = async (TableName: string) => (await table.scan({ TableName })).Count;
const TABLES = ["Tokens", "Resets", "Factors"];

/** Asks until somebody's messages of the quarter of an hour are used up. */
async function usedUp() {
  const someone = person(service);
  for (let n = 0; n < 5; n++, service.advance(30)) {
    const { data } = await someone.ask({ codeLength: 6 + (n % 2) });
    expect(data.requestOtp).not.toBeNull();
  }
  expect((await someone.ask()).errors?.[0]).toMatchObject({ errorType: "Throttled" });
  return someone;
}

test("one call empties limits, tokens and inbox while the service runs, and the next test begins at once", async () => {
  const someone = await usedUp();
  const before = await person(service).token();
  await table.putItem({ TableName: "Factors", Item: { pk: { S: "pool|a|somebody" }, sk: { S: "-" } } });
  const forgotten = `mutation { requestPasswordReset(input: { username: "user@example.com", channel: EMAIL }) { id } }`;
  const headers = { "x-api-key": service.outputs.apiKey };
  await fetch(service.outputs.graphqlUrl, { method: "POST", headers, body: JSON.stringify({ query: forgotten }) });
  for (const name of TABLES) expect(await itemsIn(name), name).toBeGreaterThan(0);

  expect((await post()).status).toBe(204);
  for (const name of TABLES) expect(await itemsIn(name), name).toBe(0);
  expect(service.messages.inbox.list()).toEqual([]);
  const { id } = await someone.token();
  expect(someone.messages()).toHaveLength(1);
  expect(await someone.check(id, someone.code())).toMatchObject({ status: "VERIFIED" });
  expect(await someone.check(before.id, "123456")).toMatchObject({ status: "EXPIRED" });
});

test("accounts with their passwords, sessions and API clients stay", async () => {
  const { email } = await addPoolUser(service);
  const user = await service.user(email);
  const client = await newClient(service);
  expect((await post()).status).toBe(204);
  const { errors } = await user("mutation { requestOtp(input: { channel: EMAIL }) { token { id } } }");
  expect(errors).toBeUndefined();
  const answer = await person(service, { caller: signedCaller(service, client) }).ask();
  expect(answer.errors).toBeUndefined();
});

test("whoever typed wrong passwords until they were locked may sign in again", async () => {
  const ClientId = service.outputs.userPoolClientId;
  const guess = async () => {
    const AuthParameters = { USERNAME: "user@example.com", SRP_A: "ab".repeat(300) };
    const begun = await cognito.initiateAuth({ ClientId, AuthFlow: "USER_SRP_AUTH", AuthParameters });
    const { USERNAME = "", SECRET_BLOCK = "" } = begun.ChallengeParameters ?? {};
    const ChallengeResponses = {
      ...{ USERNAME, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE: "AAAA" },
      TIMESTAMP: "Sun Nov 1 00:00:00 UTC 2026",
    };
    const ChallengeName = "PASSWORD_VERIFIER";
    return cognito
      .respondToAuthChallenge({ ClientId, ChallengeName, Session: begun.Session, ChallengeResponses })
      .catch(({ message }: Error) => message);
  };
  for (let n = 0; n < 5; n++) expect(await guess()).toBe("Incorrect username or password.");
  expect(await guess()).toBe("Password attempts exceeded");
  await post();
  expect(await guess()).toBe("Incorrect username or password.");
});

test("no notice of what happened before comes into the emptied inbox", async () => {
  const { email } = await addPoolUser(service);
  const user = await service.user(email);
  const ask = "mutation { requestOtp(input: { channel: EMAIL }) { token { id } } }";
  const { id } = (await user(ask)).data.requestOtp.token;
  const check = `mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { deviceToken } }`;
  const [code] = /\d{6}/.exec(service.lastMessageTo(email).text) ?? [];
  expect((await user(check, { input: { id, code } })).data.verifyOtp.deviceToken).toEqual(expect.any(String));
  await post();
  await service.streams.read();
  expect(service.messages.inbox.list()).toEqual([]);
});

test("calls that are under way meanwhile succeed, or are refused from the closed list, and the next ones succeed", async () => {
  const asking = Array.from({ length: 40 }, () => person(service).ask());
  const resets = await Promise.all([post(), post(), post()]);
  expect(resets.map(({ status }) => status)).toEqual([204, 204, 204]);
  for (const { errors = [] } of await Promise.all(asking)) {
    for (const { errorType } of errors) expect(Object.keys(ERRORS)).toContain(errorType);
  }
  expect((await person(service).ask()).errors).toBeUndefined();
});

test("the shell's command does the same, and says so", async () => {
  const someone = await usedUp();
  const { ended, stdout } = run("reset.ts", { LOCAL_DIR: service.folder });
  expect(await ended).toEqual({ end: 0 });
  expect(stdout()).toBe("Limits and inbox are empty.\n");
  expect((await someone.ask()).errors).toBeUndefined();
});

test("the command says how to start a service where none runs", async () => {
  const { ended, stderr } = run("reset.ts", { LOCAL_DIR: `/nowhere/${randomUUID()}` });
  expect(await ended).toEqual({ end: 1 });
  expect(stderr()).toMatch(/^nothing is running in .*npm start\n$/);
});

test.each([
  ["a page of another host", "POST", { origin: "https://evil.example" }, 403],
  ["a page without an origin", "POST", { origin: "null" }, 403],
  ["a name that was rebound", "POST", { host: "evil.example" }, 403],
  ["a link", "GET", {}, 405],
  ["a program", "POST", {}, 204],
  ["a page of this machine", "POST", { origin: "http://localhost:5173" }, 204],
])("S47 %s calls it: %s %s answers %i", async (_, method, headers, expected) => {
  await person(service).token();
  const status = await new Promise((resolve, reject) => {
    request(service.outputs.resetUrl, { method, headers }, (answer) => resolve(answer.resume().statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(expected);
  expect(service.messages.inbox.list().length > 0).toBe(expected !== 204);
});
