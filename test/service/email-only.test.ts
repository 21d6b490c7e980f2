import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, REQUEST, startTestService, type TestService } from "./support.ts";

let service: TestService;
let backend: Caller;
beforeAll(async () => {
  service = await startTestService({ destinations: { allow: [] } });
  backend = service.backend();
});
afterAll(() => service.stop());

test.each(["+12025550123", "+4915112345678", "+5355512345"])(
  "S19 with an empty list of allowed countries no SMS is sent, not even to %s",
  async (destination) => {
    const { errors } = await backend(REQUEST, { input: { channel: "SMS", subject: "someone", destination } });
    expect(errors).toMatchObject([{ errorType: "DestinationNotAllowed" }]);
    expect(service.traces.at(-1)?.calls).toEqual([]);
  },
);

test("with an empty list of allowed countries codes are sent by e-mail", async () => {
  const input = { channel: "EMAIL", subject: "someone", destination: "someone@example.com" };
  const { data } = await backend(REQUEST, { input });
  expect(data.requestOtp.token.id).toMatch(/^login_/);
  expect(service.lastMessageTo("someone@example.com").channel).toBe("EMAIL");
});
