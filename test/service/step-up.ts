import { type Caller, REQUEST, type TestService } from "./support.ts";

const STEP_UP = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { stepUpToken deviceToken } }";

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
  return (await caller(STEP_UP, { input: { id, code, ...subject } })).data.verifyOtp;
}
