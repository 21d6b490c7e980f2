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
