import { DynamoDB } from "@aws-sdk/client-dynamodb";
import type { Outputs } from "../../local/service/index.ts";
import { REGION } from "../../local/service/index.ts";
import { PURPOSE, TENANT } from "./codes.ts";
import type { Person } from "./person.ts";
import { NO_SLOT, type Row, readRow, type SlotState } from "./slot.ts";

/** A message that is still under way after this time never ends. */
const GIVEN_UP_MILLISECONDS = 35_000;

/** The items of one person in the table. */
export interface Read {
  slot: SlotState;
  /** Epoch milliseconds: when asking is not refused any more, and when the token ends. */
  mayAskAt: number;
  expiresAt: number;
}

export interface Table {
  /** @throws Error when the items do not match: counters that differ, or a token without its data */
  read(person: Pick<Person, "subject" | "destination" | "deviceToken">): Promise<Read>;
  close(): void;
}

export function openTable({ dynamodbUrl }: Outputs): Table {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const sdk = new DynamoDB({ endpoint: dynamodbUrl, region: REGION, credentials, maxAttempts: 1 });

  async function itemsOf(key: string): Promise<Row[]> {
    const { Items = [] } = await sdk.query({
      TableName: "Tokens",
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: `${TENANT}|${key}` } },
    });
    return Items as Row[];
  }

  return {
    async read({ subject, destination, deviceToken }) {
      const [lane, kind] = deviceToken ? [`l|${deviceToken.split(".")[3]}|`, "k"] : ["s|", "d"];
      const [own, theirs] = await Promise.all([itemsOf(`${lane}${subject}`), itemsOf(`${kind}|${destination}`)]);
      const counts = [messagesIn(own), messagesIn(theirs)];
      if (new Set(counts.flat()).size > 1)
        throw new Error(`${subject}: the counters of subject and destination differ (${JSON.stringify(counts)})`);
      const row = own.find(({ sk }) => sk?.S === PURPOSE);
      const data = own.find(({ sk }) => sk?.S === `${row?.id?.S}#data`);
      if (row && !data) throw new Error(`${subject}: the token has lost its data`);
      const { variant } = data ? JSON.parse(data.data?.S as string) : NO_SLOT;
      const time = (name: string) => Number(row?.[name]?.N ?? 0) * 1000;
      const slot = readRow(row, variant, counts[0]?.[0] as number);
      const awaited = slot.status === "SENDING" && slot.live && !slot.verified;
      const mayAskAt = awaited ? time("sentAt") + GIVEN_UP_MILLISECONDS : time("resendAfter");
      return { slot, mayAskAt: mayAskAt + 1_000, expiresAt: time("expiresAt") };
    },
    close: () => sdk.destroy(),
  };
}

/** The messages in the counters of a day: the count of the day, and the sum of its quarters of an hour. */
function messagesIn(items: Row[]): [number, number] {
  const counters = items.filter(({ sk }) => sk?.S?.startsWith("#sends#"));
  const sum = (pattern: RegExp) =>
    counters
      .flatMap((item) => Object.entries(item).filter(([name]) => pattern.test(name)))
      .reduce((total, [, { N }]) => total + Number(N), 0);
  return [sum(/^total$/), sum(/^q\d+$/)];
}
