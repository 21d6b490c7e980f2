import { afterAll, beforeAll, test } from "vitest";
import { activate, codeTo, operatorOf, payloadOf, ROTATE } from "./managed-clients.ts";
import { startTestService, type TestService } from "./support.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("smoke", async () => {
  const operator = await operatorOf(service);
  const client = await operator.create();
  console.log(client, service.lastMessageTo("shop@example.com").text);
  const a = payloadOf(await activate(service, client.id, codeTo(service, "shop@example.com")));
  console.log(a);
  console.log(await operator.call(ROTATE, { id: client.id, overlapSeconds: 60 }));
  console.log(JSON.stringify(await operator.list()));
});
