import { expect } from "vitest";
import { LONG } from "./person.ts";
import { addPoolUser } from "./pool-user.ts";
import { type Session, signedIn } from "./sessions.ts";
import { VERIFY_TOKENS } from "./step-up.ts";
import { type Answer, type Caller, codeIn, REQUEST, type TestService } from "./support.ts";

/** Users of the pool who change their accounts, and what is called for it. */

export const REQUEST_CHANGE = `mutation Change($input: RequestContactChangeInput!) {
  requestContactChange(input: $input) { knownDevice token { id purpose channel destination status codeLength alphabet } limits { name remaining } }
}`;
export const CONFIRM_CHANGE =
  "mutation Confirm($input: ConfirmContactChangeInput!) { confirmContactChange(input: $input) { status attemptsRemaining } }";

/** Seconds after which a slot takes another request. */
const COOLDOWN = 31;
const CODE = /\b([0-9]{6}|[0-9A-HJKMNP-TV-Z]{12})\b/;

let numbers = 0;
/** Gives a number that no other test has. */
export function newNumber(): string {
  numbers += 1;
  return `+12025557${String(numbers).padStart(3, "0")}`;
}

export type Channel = "SMS" | "EMAIL";

/** A new user with a verified address, and with a verified number unless `phone` is null. */
export async function accountOwner(service: TestService, { phone = newNumber() }: { phone?: string | null } = {}) {
  const number: Record<string, string> = phone === null ? {} : { phone_number: phone, phone_number_verified: "true" };
  const { email, sub, pool } = await addPoolUser(service, number);
  const to = (channel: Channel) => (channel === "EMAIL" ? email : (phone as string));
  const signIn = (): Promise<Session> => signedIn(service, sub, "userPoolClientId");

  async function ask(caller: Caller, purpose: string, channel: Channel): Promise<Answer> {
    service.advance(COOLDOWN);
    return caller(REQUEST, { input: { channel, purpose } });
  }

  /** Requests a code, and verifies it. @returns the payload of verifyOtp */
  async function prove(caller: Caller, purpose: string, channel: Channel) {
    const { data, errors } = await ask(caller, purpose, channel);
    expect(errors).toBeUndefined();
    const code = codeIn(service.lastMessageTo(to(channel)).text, CODE);
    const input = { id: data.requestOtp.token.id, code };
    return (await caller(VERIFY_TOKENS, { input })).data.verifyOtp;
  }

  const stepUp = async (caller: Caller, channel: Channel = "SMS", purpose = "manage-account"): Promise<string> =>
    (await prove(caller, purpose, channel)).stepUpToken;

  return { email, phone, sub, pool, signIn, ask, prove, stepUp };
}

/** Asks for a code to a new address or number, and gives what is needed to confirm it. */
export async function contactAsked(
  service: TestService,
  caller: Caller,
  { stepUpToken, destination, channel = "EMAIL" }: { stepUpToken: string; destination: string; channel?: Channel },
) {
  const { data, errors } = await caller(REQUEST_CHANGE, { input: { channel, destination, stepUpToken } });
  expect(errors).toBeUndefined();
  const code = codeIn(service.lastMessageTo(destination).text, channel === "EMAIL" ? LONG : CODE);
  return { id: data.requestContactChange.token.id as string, code, stepUpToken };
}
