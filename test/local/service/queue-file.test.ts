import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startService } from "../../../local/service/index.ts";
import { settingsFrom } from "../../../settings/read.ts";
import { startTestService } from "../../service/support.ts";

/** The file of the queue for webhooks, webhooks.jsonl. */

/** Starts a service whose queue an earlier start has left so. */
async function startWith(text: string) {
  const prepare = (folder: string) => writeFileSync(join(folder, "webhooks.jsonl"), text);
  const service = await startTestService({}, undefined, { prepare });
  onTestFinished(() => service.stop());
  return { queue: service.queue, file: join(service.folder, "webhooks.jsonl") };
}

const lineOf = (id: string) => `{"id":"${id}","body":"{}","sentAt":0,"receives":9,"visibleAt":0,"dead":true}\n`;

test("with more messages than the file may have lines, a change still costs one line and not the whole file", async () => {
  const left = Array.from({ length: 6_000 }, (_, n) => lineOf(`${n}`));
  const { queue, file } = await startWith(left.join(""));
  queue.send("first");
  // A file that is written anew is another one.
  const files = new Set([statSync(file).ino]);
  for (let n = 0; n < 10; n++) {
    queue.send("more");
    files.add(statSync(file).ino);
  }
  expect(files.size).toBe(1);
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(6_011);
});

test("half a line at the end, and lines that are none, lose nothing else", async () => {
  const { queue, file } = await startWith(`${lineOf("a")}{"id":"x\n${lineOf("b")}{"id":"c","bo`);
  expect(queue.list().map(({ id }) => id)).toEqual(["a", "b"]);
  queue.send("sent");
  const [last = ""] = readFileSync(file, "utf8").trim().split("\n").slice(-1);
  expect(JSON.parse(last)).toMatchObject({ body: "sent" });
});

test("while the file cannot be written, the service says so and goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "queue-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const logs: string[] = [];
  const onLog = (line: string) => logs.push(line);
  const service = await startService({ folder, settings: settingsFrom({}), port: 0, pollMilliseconds: 20, onLog });
  onTestFinished(service.close);
  const file = join(folder, "webhooks.jsonl");
  rmSync(file);
  mkdirSync(file);
  expect(() => service.queue.send("{}")).toThrow("EISDIR");
  await expect.poll(() => logs).toEqual([expect.stringContaining("the queue was not read: EISDIR")]);
});
