import { expect } from "vitest";
import { STEP_UP_SECONDS, type StepUpPurpose } from "../../contract/step-up.ts";
import { person } from "./person.ts";
import { type Answer, type Caller, codeIn, REQUEST, type TestService } from "./support.ts";

/** Second factors: the fields that take one, and ways to prove one. */

export const VERIFY_TOKENS =
  "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken stepUpToken } }";
export const DEVICES =
  "query Devices($subject: ID, $tenant: ID, $stepUpToken: String) { devices(subject: $subject, tenant: $tenant, stepUpToken: $stepUpToken) { id createdAt lastUsedAt expiresAt } }";
export const FORGET =
  "mutation Forget($input: ForgetDevicesInput!) { forgetDevices(input: $input) { devices { id createdAt lastUsedAt expiresAt } } }";
export const UNLOCK =
  "mutation Unlock($input: UnlockSubjectInput!) { unlockSubject(input: $input) { deviceToken expiresAt } }";

/** Codes of the purposes that step up are long from the first. */
export const LONG_CODE = /\b[0-9A-HJKMNP-TV-Z]{12}\b/;

/** How an operator gets the code, unless a test says otherwise: by SMS, which leaves e-mails to the test. */
const OPERATORS = { purpose: "operator" as StepUpPurpose, channel: "SMS", to: "+12025550124" };
/** How the user that every start has gets one. */
export const USERS = { purpose: "manage-account" as StepUpPurpose, channel: "SMS", to: "+12025550123" };

/**
 * Proves a second factor.
 *
 * @param caller an operator or user, with an ID token
 * @param given `to` is the caller's own address or number
 * @returns a `stepUpToken` for the caller's session
 */
export async function stepUp(service: TestService, caller: Caller, given: Partial<typeof OPERATORS> = {}) {
  const { purpose, channel, to } = { ...OPERATORS, ...given };
  const { data, errors } = await caller(REQUEST, { input: { channel, purpose } });
  if (errors) throw new Error(`no code to step up with: ${JSON.stringify(errors)}`);
  const input = { id: data.requestOtp.token.id, code: codeIn(service.lastMessageTo(to).text, LONG_CODE) };
  const verified = await caller(VERIFY_TOKENS, { input });
  return verified.data.verifyOtp.stepUpToken as string;
}

/** Proves a second factor of a backend's visitor. */
export async function stepUpVisitor(service: TestService, caller: Caller, purpose: StepUpPurpose, subject: string) {
  const visitor = person(service, { caller, subject });
  const { id } = await visitor.token({ purpose });
  const { data } = await caller(VERIFY_TOKENS, { input: { id, subject, code: visitor.code(LONG_CODE) } });
  return data.verifyOtp.stepUpToken as string;
}

/** What a call without a second factor is told. */
export const missing = (purpose: StepUpPurpose) => ({
  errorType: "SecondFactorRequired",
  errorInfo: { purpose, withinSeconds: STEP_UP_SECONDS[purpose] },
});

/** The one error of an answer that has no data. */
export function onlyError({ data, errors }: Answer) {
  expect(Object.values(data)).toEqual([null]);
  expect(errors).toHaveLength(1);
  return errors?.[0];
}
