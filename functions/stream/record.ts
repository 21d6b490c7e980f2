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

/** A record of the table's stream: one write of one item. */
export interface StreamRecord {
  eventID: string;
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

export const numberOf = (value: Value | undefined) => Number(value?.N ?? 0);
