import { createWire } from "appsync-local/dynamodb";
import { codeIn, REQUEST, type TestService, VERIFY } from "./support.ts";

/** Fills the table without the API: many slots, written as the API wrote one. */

type Attributes = Record<string, { S?: string; N?: string; BOOL?: boolean }>;

/** The attributes in which slots differ; all others come from the template. */
export interface SlotToFill {
  tenant: string;
  subject: string;
  state: "live" | "expired" | "used" | "cancelled";
}

const TEMPLATE = { tenant: "role:shop", subject: "template" };
const SHARDS = 4;
const BATCH = 25;
const PARALLEL = 4;

/** The id of the token that `fill` puts into a slot. */
export const idOf = ({ tenant, subject }: SlotToFill) => `login_${Buffer.from(`${tenant}|${subject}`).toString("hex")}`;

/** @returns a function that writes slots: copies of slots that `requestOtp` and `verifyOtp` made, under other keys */
export async function openFill(service: TestService) {
  const { dynamodbUrl: endpoint } = service.outputs;
  const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
  const wire = createWire(
    { type: "AMAZON_DYNAMODB", tableName: "Tokens", region: "us-east-1", endpoint, credentials },
    Date.now,
  );
  const send = async (operation: string, body: object) => {
    const { body: answer, error } = await wire.send(operation, body, new AbortController().signal);
    if (error) throw new Error(`${operation}: ${error.message}`);
    return answer;
  };
  const [live, used] = await templates(service, (Key) => send("GetItem", { TableName: "Tokens", Key }));

  function itemOf(slot: SlotToFill, index: number): Attributes {
    const { tenant, subject, state } = slot;
    const item: Attributes = {
      ...(state === "used" ? used : live),
      pk: { S: live.pk?.S?.replace(TEMPLATE.tenant, tenant).replace(TEMPLATE.subject, subject) ?? "" },
      activeShard: {
        S: live.activeShard?.S?.replace(TEMPLATE.tenant, tenant).replace(/\d$/, String(index % SHARDS)) ?? "",
      },
      id: { S: idOf(slot) },
    };
    if (state === "expired") item.expiresAt = { N: String(Math.floor(service.now() / 1000)) };
    if (state !== "cancelled") return item;
    const { activeShard: _, ...rest } = item;
    return { ...rest, live: { BOOL: false } };
  }

  async function write(items: Attributes[]) {
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    const next = async () => {
      while (requests.length > 0) {
        const { UnprocessedItems } = await send("BatchWriteItem", {
          RequestItems: { Tokens: requests.splice(-BATCH) },
        });
        if (Object.keys(UnprocessedItems as object).length > 0) throw new Error("the engine left items unwritten");
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, next));
  }

  return {
    fill: (slots: SlotToFill[]) => write(slots.map(itemOf)),
    /** Writes counters of messages, one for each of so many destinations. */
    fillCounters: (count: number) =>
      write(
        Array.from({ length: count }, (_, n) => ({
          pk: { S: `role:shop|d|+1202555${n}` },
          sk: { S: "#sends#1" },
          total: { N: "1" },
          q1: { N: "1" },
          ttl: { N: "4102444800" },
        })),
      ),
    close: () => wire.close(),
  };
}

/** Makes a live slot, and one whose token was used, through the API. */
async function templates(
  service: TestService,
  read: (key: object) => Promise<{ [key: string]: unknown }>,
): Promise<[Attributes, Attributes]> {
  const backend = service.backend();
  const input = { channel: "EMAIL", subject: TEMPLATE.subject, destination: "template@example.com" };
  const item = async () =>
    (await read({ pk: { S: `${TEMPLATE.tenant}|s|${TEMPLATE.subject}` }, sk: { S: "login" } }))
      .Item as unknown as Attributes;
  const { data } = await backend(REQUEST, { input });
  const live = await item();
  const code = codeIn(service.lastMessageTo(input.destination).text);
  const answer = await backend(VERIFY, { input: { id: data.requestOtp.token.id, subject: input.subject, code } });
  if (answer.data.verifyOtp.status !== "VERIFIED") throw new Error("the template was not verified");
  return [live, await item()];
}
