import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addAccount,
  codeTo,
  HOLD,
  messagesTo,
  NEW_PASSWORD,
  OLD_PASSWORD,
  refresh,
  settled,
  signIn,
  stranger,
  WRONG_CODE,
} from "./resets.ts";
import { startTestService, type TestService } from "./support.ts";

/** Forgotten passwords, from the request to the new password. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("F11 a code goes to the account's own address, and whoever has it sets a new password, with the API key alone", async () => {
  const { email } = await addAccount(service);
  const someone = stranger(service);
  const { id, expiresAt, resendAfter } = await someone.request(email.toUpperCase());
  expect(new Date(expiresAt).getTime() - service.now()).toBe(300_000);
  expect(new Date(resendAfter).getTime() - service.now()).toBe(HOLD * 1000);
  expect(service.lastMessageTo(email)).toMatchObject({
    subject: "Your Example password reset code",
    text: expect.stringContaining("valid for 5 minutes"),
  });
  const code = codeTo(service, email);
  expect(await someone.status(id, email, WRONG_CODE)).toBe("WRONG_CODE");
  expect(await someone.status(id, email, code.toLowerCase())).toBe("VERIFIED");
  await expect(signIn(service, email, NEW_PASSWORD)).resolves.toBeDefined();
  await expect(signIn(service, email, OLD_PASSWORD)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  expect(await someone.status(id, email, code)).toBe("EXPIRED");
});
