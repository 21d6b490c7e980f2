import { SQS } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { type StoredMessage, startQueue } from "../../../local/queue/index.ts";

/** The stand-in for SQS, as the developer guide describes a standard queue with dead letters. */

const HOLD = 60;
let now = 0;
afterEach(() => {
  now = 0;
});

async function open(earlier: StoredMessage[] = []) {
  const changes: unknown[] = [];
  const queue = await startQueue({
    clock: () => now,
    holdSeconds: HOLD,
    maxReceives: 3,
    earlier,
    onChange: (change) => changes.push(change),
    onLog: () => {},
  });
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const sdk = new SQS({ endpoint: queue.url, region: "us-east-1", credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    sdk.destroy();
    await queue.close();
  });
  const hide = (ReceiptHandle: string, VisibilityTimeout: number, QueueUrl = queue.queueUrl) =>
    sdk.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout });
  const bodies = (most = 10) => queue.receive(most).map(({ body }) => body);
  return { queue, changes, hide, bodies };
}

describe("a message", () => {
  test("is received by one consumer, the oldest first, and comes back when its time is over", async () => {
    const { queue, bodies } = await open();
    for (const body of ["a", "b", "c"]) queue.send(body);
    expect([bodies(2), bodies(), bodies()]).toEqual([["a", "b"], ["c"], []]);
    now += HOLD * 1000 - 1;
    expect(bodies()).toEqual([]);
    now += 1;
    expect(bodies()).toEqual(["a", "b", "c"]);
  });

  test("says how often it was received, and is gone once it is deleted", async () => {
    const { queue } = await open();
    queue.send("a");
    for (const times of [1, 2]) {
      const [message] = queue.receive(10);
      expect(message).toMatchObject({ body: "a", receives: times });
      now += HOLD * 1000;
    }
    queue.remove(queue.list()[0]?.id as string);
    expect(queue.list()).toEqual([]);
  });

  test("is a dead letter when it was received as often as it may be, and is received no more", async () => {
    const { queue, bodies } = await open();
    queue.send("a");
    for (let times = 1; times <= 3; times++) {
      expect(bodies()).toEqual(["a"]);
      now += HOLD * 1000;
    }
    expect(bodies()).toEqual([]);
    expect(queue.list()).toMatchObject([{ body: "a", receives: 3, dead: true }]);
  });

  test("is there again after a restart, as it was", async () => {
    const { queue, changes } = await open();
    queue.send("a");
    queue.receive(1);
    const [last] = changes.slice(-1);
    const { queue: next, bodies } = await open([last as StoredMessage]);
    expect(next.list()).toEqual(queue.list());
    expect(bodies()).toEqual([]);
    now += HOLD * 1000;
    expect(bodies()).toEqual(["a"]);
  });
});

describe("ChangeMessageVisibility over the wire", () => {
  test("hides a message for some seconds from now, or not at all", async () => {
    const { queue, hide, bodies } = await open();
    queue.send("a");
    await hide(queue.receive(1)[0]?.receipt as string, 7_200);
    now += 7_199_999;
    expect(bodies()).toEqual([]);
    now += 1;
    await hide(queue.receive(1)[0]?.receipt as string, 0);
    expect(bodies()).toEqual(["a"]);
  });

  test("is refused for a queue, a receipt or a time that there is not", async () => {
    const { queue, hide } = await open();
    queue.send("a");
    const receipt = queue.receive(1)[0]?.receipt as string;
    await expect(hide(receipt, 1, `${queue.url}/000000000000/other`)).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
    await expect(hide("other", 1)).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
    for (const seconds of [-1, 43_201]) {
      await expect(hide(receipt, seconds)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    }
    now += HOLD * 1000;
    await expect(hide(receipt, 1)).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
    queue.receive(1);
    await expect(hide(receipt, 1)).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
  });
});
