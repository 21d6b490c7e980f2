import { decodeJwt } from "jose";
import { request } from "undici";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { USER_POOL } from "../../contract/user-pool.ts";
import { ACCOUNTS, PASSWORD } from "../../local/accounts.ts";
import { countOf, fullRequests, resultsOf, wrongCodes } from "./attacker.ts";
import { CANCEL, type Caller, codeIn, LIST, REQUEST, type TestService } from "./support.ts";

/** Somebody who knows a person's password and nothing else, and does to them whatever such a session can do. */

export const CHANNELS = ["SMS", "EMAIL"] as const;
export type Channel = (typeof CHANNELS)[number];

/** A person, as whoever has their password calls for them: in the pool with an ID token, at a backend as its visitor. */
export interface Target {
  caller: Caller;
  tenant: string;
  subject: string;
  /** Where codes go, in the words of the input. */
  goesTo(channel: Channel): { destination?: string };
}

/** The user of the pool who is attacked. */
export const [ACCOUNT] = ACCOUNTS as [(typeof ACCOUNTS)[number]];
const ID_TOKENS_LAST = USER_POOL.clients.app.lifetimes.idTokenSeconds * 1_000;

/** A session of the pool's user, who signs in again before the ID token expires. */
export async function poolTarget(service: TestService): Promise<Target> {
  const signIn = () => service.cognito.tokensOf(ACCOUNT.email, service.outputs.userPoolClientId);
  let { IdToken } = await signIn();
  let endsAt = service.now() + ID_TOKENS_LAST;
  return {
    async caller(query, variables) {
      if (service.now() + 60_000 > endsAt) {
        ({ IdToken } = await signIn());
        endsAt = service.now() + ID_TOKENS_LAST;
      }
      return service.holder(IdToken)(query, variables);
    },
    tenant: POOL_TENANT,
    subject: decodeJwt(IdToken).sub as string,
    goesTo: () => ({}),
  };
}

const ASK = "mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { knownDevice } }";
const MAKE = "mutation Make($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken } }";
const DEVICES = "query Devices($subject: ID) { devices(subject: $subject) { id } }";
const FORGET = "mutation Forget($input: ForgetDevicesInput!) { forgetDevices(input: $input) { devices { id } } }";
const PURPOSES = ["login", "payment", "verify-contact", "manage-account"];

/** What somebody does at each chance, beside what never helps them. */
export type Deed = "ask" | "guess" | "cancel";

/** Makes the intruder. */
export function intruder(service: TestService, target: Target, deeds: readonly Deed[]) {
  const { caller, tenant, subject, goesTo } = target;
  const loot = { messages: 0, guesses: 0, cancelled: 0 };
  /** What may never happen. */
  const wonders: string[] = [];
  let chance = 0;
  const names = [tenant, subject].map((name) => Buffer.from(name).toString("base64"));
  const forgedAt = `${service.now() / 1_000}`;
  const forged = ["device_1", ...names, "0".repeat(32), forgedAt, `${"A".repeat(43)}=`].join(".");

  /** Asks for something else each time, so that the token is replaced. */
  async function ask(purpose: string, channel: Channel) {
    const form = { codeLength: 6 + (chance % 3), deviceToken: forged };
    const { data } = await caller(ASK, { input: { subject, ...goesTo(channel), channel, purpose, ...form } });
    if (!data?.requestOtp) return;
    loot.messages += 1;
    if (data.requestOtp.knownDevice) wonders.push("a forged device token was known");
  }

  async function guess(id: string) {
    const requests = fullRequests(wrongCodes("000000", 5));
    const answers = await Promise.all(requests.map((query) => caller(query, { id, subject })));
    return countOf(answers.flatMap(resultsOf), "WRONG_CODE");
  }

  async function isCancelled(id: string) {
    const { data } = await caller(CANCEL, { input: { id, subject } });
    return data?.cancelOtp ? 1 : 0;
  }

  /** Guesses at whatever is listed, and cancels it. */
  async function harm() {
    const { data } = await caller(LIST, { filter: { subject } });
    for (const { id } of data.activeTokens.items) {
      if (deeds.includes("guess")) loot.guesses += await guess(id);
      if (deeds.includes("cancel")) loot.cancelled += await isCancelled(id);
    }
  }

  /** Makes ids out of the half of a device's that is shown, and tries to forget the devices. */
  async function reachForDevices() {
    const { data } = await caller(DEVICES, { subject });
    for (const { id: half } of data.devices) {
      const id = `login_1${half}${half}_${"0".repeat(64)}`;
      if ((await isCancelled(id)) + (await guess(id)) > 0) wonders.push(`${id} was met`);
    }
    const { errors } = await caller(FORGET, { input: { subject } });
    if (errors?.[0]?.errorType !== "SecondFactorRequired") wonders.push("devices were forgotten");
  }

  /** As a visitor types the owner's address under another name, and proves an address of their own under the owner's. */
  async function misuseTheBackend(channel: Channel) {
    const typed = { channel, purpose: "verify-contact", ...goesTo(channel) };
    await caller(ASK, { input: { ...typed, subject: `${subject}-2` } });
    const own = { channel: "EMAIL", purpose: "verify-contact", subject, destination: `not-${subject}@example.com` };
    const { data } = await caller(REQUEST, { input: own });
    if (!data?.requestOtp) return;
    const { text } = service.lastMessageTo(own.destination);
    const input = { id: data.requestOtp.token.id, subject, code: codeIn(text, /\b\d{6}\b|\b[0-9A-Z]{12}\b/) };
    const { verifyOtp } = (await caller(MAKE, { input })).data;
    if (verifyOtp.deviceToken !== null) wonders.push("an own address made a device");
  }

  /** Calls an operation of the pool that changes an account, with the access token that a password alone gives. */
  async function changeTheAccount() {
    const { blockedOperations } = USER_POOL;
    const operation = blockedOperations[chance % blockedOperations.length] as string;
    const { userPoolClientId, cognitoUrl } = service.outputs;
    const { AccessToken } = await service.cognito.tokensOf(ACCOUNT.email, userPoolClientId);
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    };
    const body = JSON.stringify({ AccessToken, PreviousPassword: PASSWORD, ProposedPassword: `${PASSWORD}2` });
    const answer = await request(cognitoUrl, { method: "POST", headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 403) wonders.push(`${operation} was answered ${answer.statusCode}`);
  }

  return {
    loot,
    wonders,
    /** Takes one chance. */
    async strike() {
      chance += 1;
      const channel = CHANNELS[chance % 2] as Channel;
      if (deeds.includes("ask")) await Promise.all(PURPOSES.map((purpose) => ask(purpose, channel)));
      await harm();
      await reachForDevices();
      await (tenant === POOL_TENANT ? changeTheAccount() : misuseTheBackend(channel));
    },
  };
}
