import { startDynamoDb } from "appsync-local/dynamodb";
import { startTestService, type TestService } from "./support.ts";

/** Starts a test service whose engine keeps its tables in memory, for tests that make thousands of calls. `stop` ends both. */
export async function startFastService(overrides: object = {}): Promise<TestService> {
  const engine = await startDynamoDb();
  const service = await startTestService(overrides, engine.endpoint);
  return {
    ...service,
    async stop(search) {
      await service.stop(search).finally(engine.stop);
    },
  };
}
