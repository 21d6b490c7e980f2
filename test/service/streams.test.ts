import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { StreamRecord } from "../../local/dynamodb/index.ts";
import { newOperator, REVOKE, SHOP } from "./managed-clients.ts";
import { person } from "./person.ts";
import { startTestService, VERIFY } from "./support.ts";

/** What of a running service is in the tables' streams, and so in the journal until it is delivered. */

const REMEMBER = VERIFY.replace("{ status", "{ deviceToken status");

test("every change of a slot, a person and an API client is one record, and what verifications hand back is not in the journal", async () => {
  const service = await startTestService();
  onTestFinished(() => service.stop());
  const journal = () => readFileSync(join(service.folder, "stream.jsonl"), "utf8");
  const records = () =>
    journal()
      .split("\n")
      .flatMap((line): StreamRecord[] => (line === "" ? [] : (JSON.parse(line).record ?? [])));
  /** What happened to an item, with its revisions before and after. */
  const said = (table: string, pk: string, sk: string) =>
    records()
      .filter(({ eventSourceARN, dynamodb: { Keys } }) => {
        return eventSourceARN.includes(`:table/${table}/`) && Keys.pk?.S === pk && Keys.sk?.S === sk;
      })
      .map(({ eventName, dynamodb: { OldImage, NewImage } }) => {
        return [eventName, OldImage?.revision?.N, NewImage?.revision?.N].join(" ");
      });

  const someone = person(service);
  const { id } = await someone.token({ data: '"a basket full of eggs"', idempotencyKey: "k" });
  await someone.guessWrong(id, 1);
  const input = { id, code: someone.code(), subject: someone.subject };
  expect((await service.backend()(REMEMBER, { input })).errors).toBeUndefined();
  const operator = await newOperator(service);
  const { client } = await operator.done(
    "mutation Change($input: CreateApiClientInput!) { createApiClient(input: $input) { client { id } } }",
    SHOP,
  );
  await operator.done(REVOKE, { id: client.id });

  await expect.poll(() => said("Clients", "clients", client.id).length).toBe(3);
  const slot = `role:shop|s|${someone.subject}`;
  const born = said("Tokens", slot, "login")[0]?.split(" ").at(-1);
  const next = (by: number) => Number(born) + by;
  expect(said("Tokens", slot, "login")).toEqual([
    `INSERT  ${born}`,
    ...[1, 2, 3].map((by) => `MODIFY ${next(by - 1)} ${next(by)}`),
  ]);
  expect(said("Tokens", `role:shop|p|${someone.subject}`, "-")).toEqual([expect.stringMatching(/^INSERT {2}\d+$/)]);
  expect(said("Clients", "clients", client.id)).toEqual(["INSERT  1", "MODIFY 1 2", "MODIFY 2 3"]);
  expect(journal().match(/eggs|#data|#keys|#activations#/g)).toBeNull();
});
