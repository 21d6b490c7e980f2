import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { itemsOf, person } from "./person.ts";
import { type Caller, REQUEST, startTestService, type TestService } from "./support.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("smoke", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  const q = "mutation V($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken stepUpToken } }";
  const a = await service.backend()(q, { input: { id, subject: someone.subject, code: someone.code() } });
  console.log(JSON.stringify(a), service.traces.at(-1)?.calls.map((c) => `${c.resolver} ${c.function} ${c.operation}`));
  const deviceToken = a.data.verifyOtp.deviceToken;
  service.advance(31);
  const R = "mutation R($input: RequestOtpInput!) { requestOtp(input: $input) { token { id status } knownDevice limits { name remaining } } }";
  const b = await service.backend()(R, { input: { channel: "EMAIL", subject: someone.subject, destination: someone.destination, deviceToken } });
  console.log(JSON.stringify(b), service.traces.at(-1)?.calls.map((c) => `${c.resolver} ${c.function} ${c.operation}`));
  const c = await service.backend()(q, { input: { id: b.data.requestOtp.token.id, subject: someone.subject, code: someone.code() } });
  console.log(JSON.stringify(c));
  const d = await service.backend()("query D($s: ID) { devices(subject: $s) { id createdAt lastUsedAt expiresAt } }", { s: someone.subject });
  console.log(JSON.stringify(d));
});
