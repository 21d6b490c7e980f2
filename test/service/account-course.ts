import { accountOwner, CONFIRM_CHANGE, contactAsked } from "./account-owner.ts";
import { administrator } from "./pool-user.ts";
import { codeTo, OLD_PASSWORD, payloadOf, stranger, WRONG_CODE } from "./resets.ts";
import type { TestService } from "./support.ts";

/**
 * A user resets a forgotten password, ends the hold by a second factor, and takes another address. Every kind of event that an account has
 * comes of it.
 *
 * @returns the user's `sub`
 */
export async function accountCourse(service: TestService): Promise<string> {
  const { email, sub, pool, ...user } = await accountOwner(service);
  const cognito = administrator(service);
  await cognito.adminSetUserPassword({ ...pool, Username: sub, Password: OLD_PASSWORD, Permanent: true });
  cognito.destroy();
  const browser = stranger(service);
  const { id } = await browser.request(email);
  const code = codeTo(service, email);
  await browser.status(id, email, WRONG_CODE);
  await browser.status(id, email, code);
  // A repetition of the same call is answered the same.
  await browser.status(id, email, code);
  service.advance(1);
  const { call } = await user.signIn();
  const stepUpToken = await user.stepUp(call);
  const destination = `${crypto.randomUUID()}@new.example.com`;
  const asked = await contactAsked(service, call, { stepUpToken, destination });
  payloadOf(await call(CONFIRM_CHANGE, { input: asked }));
  return sub;
}
