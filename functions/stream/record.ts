import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

/** An item as a stream record has it, in DynamoDB's typed values. */
export type Image = Record<string, AttributeValue>;

/** A record of a table's stream: one write of one item. */
export interface StreamRecord {
  /** The name of the stream. */
  eventSourceARN: string;
  dynamodb: {
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    SequenceNumber: string;
    Keys: { pk: { S: string }; sk: { S: string } };
    /** Left out when there was no item before. */
    OldImage?: Image;
    /** Left out when the item was deleted. */
    NewImage?: Image;
  };
}

/** A write of an item, as steps see items. */
export interface Change {
  pk: string;
  sk: string;
  /** Epoch seconds. */
  at: number;
  before: Item | undefined;
  after: Item;
}

type Item = Record<string, unknown>;

/** Gives the write that a record tells of; null where an item was deleted. Nothing but the end of their time deletes items that matter. */
export function changeIn({ dynamodb }: StreamRecord): Change | null {
  const { Keys, OldImage, NewImage, ApproximateCreationDateTime } = dynamodb;
  if (!NewImage) return null;
  return {
    pk: Keys.pk.S,
    sk: Keys.sk.S,
    at: Math.floor(ApproximateCreationDateTime),
    before: OldImage && unmarshall(OldImage),
    after: unmarshall(NewImage),
  };
}
