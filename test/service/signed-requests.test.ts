import { afterAll, beforeAll, expect, test } from "vitest";
import { newClient, signedCaller } from "./api-client.ts";
import { person } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("S35 F28 an API client signs its requests, and asks for codes and checks them", async () => {
  const caller = signedCaller(service, await newClient(service));
  const customer = person(service, { caller });
  const { id } = await customer.token({ data: JSON.stringify({ cart: 42 }) });
  expect(await customer.check(id, customer.code())).toMatchObject({ status: "VERIFIED", data: '{"cart":42}' });
});
