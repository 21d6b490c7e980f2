import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { createWire } from "appsync-local/dynamodb";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { TOKENS_TABLE } from "../../../contract/tables.ts";
import { createTable, startSweeper } from "../../../local/dynamodb/index.ts";
import { codeIn, LIST, REQUEST, startTestService, VERIFY } from "../../service/support.ts";
import { clock, NOW, newTable, sourceOf, useEngine } from "./tables.ts";

/** F04, S16: the sweeper stands in for DynamoDB's time to live. It is housekeeping: expiry never depends on it. */

const engine = useEngine();
afterEach(() => vi.useRealTimers());

async function open(endpoint = engine().endpoint) {
  const { sdk } = engine();
  const TableName = newTable();
  const source = sourceOf(endpoint, TableName);
  await createTable(source, TOKENS_TABLE, clock);
  const sweeper = startSweeper(createWire(source, clock), TableName, TOKENS_TABLE, clock);
  onTestFinished(() => sweeper.close());
  return {
    sweep: sweeper.sweep,
    TableName,
    put: (pk: string, ttl: AttributeValue | undefined, more: Record<string, AttributeValue> = {}) =>
      sdk.putItem({ TableName, Item: { pk: { S: pk }, sk: { S: "login" }, ...(ttl ? { ttl } : {}), ...more } }),
    async names() {
      const { Items = [] } = await sdk.scan({ TableName, ProjectionExpression: "pk" });
      return Items.map(({ pk }) => pk?.S).sort();
    },
  };
}

const number = (N: number) => ({ N: String(N) });

test("the sweeper deletes items past their time to live, and leaves others and those without one", async () => {
  const { put, sweep, names } = await open();
  await put("long past", number(1));
  await put("a second past", number(NOW - 1));
  await put("now", number(NOW));
  await put("to come", number(NOW + 1));
  await put("without", undefined);
  await put("with a text for it", { S: "1" });
  expect(await sweep()).toBe(2);
  expect(await names()).toEqual(["now", "to come", "with a text for it", "without"]);
  expect(await sweep()).toBe(0);
});

test("the sweeper reads a table of more than one page to its end", async () => {
  const { put, sweep, names } = await open();
  const large = { text: { S: "x".repeat(100_000) } };
  await Promise.all(Array.from({ length: 30 }, (_, n) => put(`${n}`, number(n % 3 ? NOW - 1 : NOW + 1), large)));
  expect(await sweep()).toBe(20);
  expect(await names()).toHaveLength(10);
});

test("the sweeper leaves an item that was renewed between the scan and the deletion", async () => {
  let renew: (() => Promise<unknown>) | undefined;
  const between = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = String(request.headers["x-amz-target"]);
    if (target.endsWith("DeleteItem")) await renew?.();
    const { host: _, "content-length": __, connection: ___, ...headers } = request.headers;
    const answer = await fetch(engine().endpoint, {
      method: "POST",
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((done) => between.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    between.closeAllConnections();
    between.close();
  });
  const { put, sweep, names } = await open(`http://127.0.0.1:${(between.address() as AddressInfo).port}`);
  await put("renewed", number(NOW - 1));
  renew = () => put("renewed", number(NOW + 300));
  expect(await sweep()).toBe(0);
  expect(await names()).toEqual(["renewed"]);
});

test("an open table is swept every minute", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { put, names } = await open();
  await put("past", number(NOW - 1));
  vi.advanceTimersByTime(59_000);
  expect(await names()).toEqual(["past"]);
  vi.advanceTimersByTime(1_000);
  await vi.waitFor(async () => expect(await names()).toEqual([]));
});

test("S16 F04: an expired token that is still in the table is not listed and does not verify; later it is swept away", async () => {
  const service = await startTestService();
  onTestFinished(() => service.stop());
  const backend = service.backend();
  const to = { subject: "late", destination: "late@example.com" };
  const { data } = await backend(REQUEST, { input: { channel: "EMAIL", ...to } });
  const input = {
    id: data.requestOtp.token.id,
    subject: to.subject,
    code: codeIn(service.lastMessageTo(to.destination).text),
  };
  service.advance(301);
  expect(await service.sweeper.sweep()).toBe(0);
  expect((await backend(VERIFY, { input })).data.verifyOtp).toMatchObject({ status: "EXPIRED", attemptsRemaining: 0 });
  expect((await backend(LIST, { filter: { subject: to.subject } })).data.activeTokens.items).toEqual([]);
  const dayAndWindow = 31 * 24 * 60 * 60;
  service.advance(dayAndWindow + 1);
  expect(await service.sweeper.sweep()).toBe(3);
});
