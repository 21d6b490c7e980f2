import { isDeepStrictEqual } from "node:util";
import type { Item } from "./item.ts";

/** Who deletes items past their time to live, as DynamoDB's streams name it. */
export const TIME_TO_LIVE = { type: "Service", principalId: "dynamodb.amazonaws.com" } as const;

/** A record as DynamoDB's streams have it, with both images (NEW_AND_OLD_IMAGES). */
export interface StreamRecord {
  /** The same whenever the record is delivered again. */
  eventID: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  /** `arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>` */
  eventSourceARN: string;
  /** Only when the item was deleted by its time to live. */
  userIdentity?: typeof TIME_TO_LIVE;
  dynamodb: {
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    SequenceNumber: string;
    Keys: Item;
    OldImage?: Item;
    NewImage?: Item;
  };
}

/** What is known of a write of one item before it is made. */
export interface Intent {
  id: number;
  /** Epoch milliseconds. */
  at: number;
  table: string;
  key: Item;
  /** The item before the write; null for none. */
  before: Item | null;
  /** Whether the item is deleted because its time to live is over. */
  byTimeToLive?: true;
}

const ACCOUNT = "000000000000";

/** Makes the record of a write; undefined when it has changed nothing, of which DynamoDB's streams have no record either. */
export function recordOf(
  { at, table, key, before, byTimeToLive }: Intent,
  after: Item | null,
  sequence: number,
  region: string,
): StreamRecord | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  return {
    eventID: `${sequence}`,
    eventName: before === null ? "INSERT" : after === null ? "REMOVE" : "MODIFY",
    eventSourceARN: `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${table}/stream/local`,
    ...(byTimeToLive && after === null && { userIdentity: TIME_TO_LIVE }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      SequenceNumber: `${sequence}`,
      Keys: key,
      ...(before && { OldImage: before }),
      ...(after && { NewImage: after }),
    },
  };
}

export const tableOf = ({ eventSourceARN }: StreamRecord) => eventSourceARN.split("/")[1] as string;
