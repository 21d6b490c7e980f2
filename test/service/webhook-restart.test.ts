import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Service, startService } from "../../local/service/index.ts";
import { settingsFrom } from "../../settings/read.ts";
import { newClient } from "./api-client.ts";
import type { TestService } from "./support.ts";
import { anEvent, putEvents, reply, startReceiver } from "./webhook-receiver.ts";

/** What waits for its next attempt survives a restart, and the file of it does not grow for ever. */

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "webhooks-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
let now = Date.UTC(2026, 10, 1);
async function start(folder: string, use: (service: TestService) => Promise<void>): Promise<void> {
  const pollMilliseconds = Number.POSITIVE_INFINITY;
  const service: Service = await startService({
    folder,
    settings: settingsFrom({}),
    port: 0,
    clock: () => now,
    pollMilliseconds,
  });
  const tested = { ...service, folder, secrets: [] as string[], now: () => now } as TestService;
  await use(tested).finally(() => service.close());
}
const linesOf = (folder: string) => readFileSync(join(folder, "webhooks.jsonl"), "utf8").trim().split("\n");

test("an event that failed is posted by the next start, when its time has come", async () => {
  const folder = newFolder();
  const receiver = await startReceiver();
  receiver.answer = reply(500);
  await start(folder, async (service) => {
    const { clientId } = await newClient(service, { webhookUrl: receiver.url });
    await putEvents(service, [anEvent(service, `client:${clientId}`)]);
    await service.webhooks.deliver();
  });
  receiver.answer = reply(202);
  await start(folder, async (service) => {
    await service.webhooks.deliver();
    expect(receiver.take()).toHaveLength(1);
    now += 30_000;
    await service.webhooks.deliver();
    expect(receiver.take()).toHaveLength(1);
  });
  await start(folder, async (service) => expect(service.queue.list()).toEqual([]));
  await receiver.close();
});

test("a file of 5,000 lines is written anew with what is left", async () => {
  const folder = newFolder();
  await start(folder, async () => {});
  const gone = Array.from({ length: 5_000 }, (_, n) => `{"id":"${n}","gone":true}\n`);
  writeFileSync(join(folder, "webhooks.jsonl"), gone.join(""));
  await start(folder, async (service) => {
    await putEvents(service, [anEvent(service, "client:0123456789abcdef")]);
    expect(linesOf(folder)).toHaveLength(1);
  });
});
