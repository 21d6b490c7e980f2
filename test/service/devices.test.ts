import { afterAll, beforeAll, expect, test } from "vitest";
import { person } from "./person.ts";
import { REQUEST, startTestService, type TestService } from "./support.ts";

/** Known devices: a client that has proven the second factor has a lane of its own. */

const VERIFY = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken } }";
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("S39 a client that gives its device token back has a token of its own beside the common lane's", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  const { data } = await service.backend()(VERIFY, { input: { id, subject: someone.subject, code: someone.code() } });
  const { deviceToken } = data.verifyOtp;
  service.advance(31);
  const common = await someone.token();
  const input = { channel: "EMAIL", subject: someone.subject, destination: someone.destination, deviceToken };
  const own = (await service.backend()(REQUEST, { input })).data.requestOtp.token;
  expect(own.id).not.toBe(common.id);
  expect((await someone.check(own.id, someone.code())).status).toBe("VERIFIED");
});
