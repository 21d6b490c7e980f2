import { afterAll, beforeAll, test } from "vitest";
import { JOURNEYS } from "./journeys.ts";
import { startTestService, type TestService } from "./support.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test.each(Object.entries(JOURNEYS))("%s", (_, journey) => journey(service));
