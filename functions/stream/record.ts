/** DynamoDB's typed values, as far as they are read. */
export interface Value {
  S?: string;
  N?: string;
  BOOL?: boolean;
  L?: Value[];
  M?: Image;
}

/** An item as a stream record has it. */
export type Image = { [attribute: string]: Value | undefined };

/** A record of a table's stream: one write of one item. */
export interface StreamRecord {
  /** The same whenever the record is delivered again. */
  eventID: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  /** `arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>` */
  eventSourceARN: string;
  /** Only of items that DynamoDB deleted itself, because their time to live was over. */
  userIdentity?: { type: string; principalId: string };
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

/** The name of the table that a record is of. */
export const tableOf = ({ eventSourceARN }: StreamRecord) => eventSourceARN.split("/")[1] as string;

export const numberOf = (value: Value | undefined) => Number(value?.N ?? 0);
