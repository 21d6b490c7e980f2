import type { StepUpPurpose } from "../../contract/step-up.ts";
import { type Caller, codeIn, REQUEST, type TestService } from "./support.ts";

export const VERIFY_STEP_UP =
  "mutation StepUp($input: VerifyOtpInput!) { verifyOtp(input: $input) { status stepUpToken } }";

/** Codes of the purposes that step up are long from the first. */
export const LONG_CODE = /\b[0-9A-HJKMNP-TV-Z]{12}\b/;

/** The numbers of the operator and of the user that every start has. */
export const OPERATORS_PHONE = "+12025550124";
export const USERS_PHONE = "+12025550123";

/**
 * Proves a second factor by SMS, which leaves e-mails to the test.
 *
 * @param caller somebody with an ID token
 * @param to the caller's number
 * @returns a `stepUpToken` for the session
 */
export async function stepUp(
  service: TestService,
  caller: Caller,
  purpose: StepUpPurpose = "operator",
  to = OPERATORS_PHONE,
): Promise<string> {
  const { data, errors } = await caller(REQUEST, { input: { channel: "SMS", purpose } });
  if (errors) throw new Error(`no code to step up with: ${JSON.stringify(errors)}`);
  const input = { id: data.requestOtp.token.id, code: codeIn(service.lastMessageTo(to).text, LONG_CODE) };
  return (await caller(VERIFY_STEP_UP, { input })).data.verifyOtp.stepUpToken;
}

const VERIFY_FOR_TOKENS =
  "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { stepUpToken deviceToken } }";

/**
 * Requests a code by e-mail and verifies it, selecting both tokens that a success gives.
 *
 * @param given more of requestOtp's input: the purpose, and for a backend subject and destination
 * @param to the address that the code goes to
 */
export async function provenBy(
  service: TestService,
  caller: Caller,
  given: { purpose?: string; subject?: string; destination?: string; deviceToken?: string },
  to: string,
): Promise<{ stepUpToken: string | null; deviceToken: string | null }> {
  const { id } = (await caller(REQUEST, { input: { channel: "EMAIL", ...given } })).data.requestOtp.token;
  const [code] = /^[0-9A-Z]{6,16}$/m.exec(service.lastMessageTo(to).text) ?? [];
  const subject = given.subject === undefined ? {} : { subject: given.subject };
  return (await caller(VERIFY_FOR_TOKENS, { input: { id, code, ...subject } })).data.verifyOtp;
}
