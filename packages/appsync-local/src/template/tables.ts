import type { Json } from "../contracts.ts";
import { isObject, type JsonObject } from "./cloudformation.ts";
import { refOf } from "./identity.ts";
import type { Resource, Stack } from "./stack.ts";

/** What DynamoDB's `CreateTable` takes. */
export type TableInput = JsonObject & { TableName: string };

const TYPES = ["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"];
const INDEX = ["IndexName", "KeySchema", "Projection"];

/** The tables of the stacks. Capacity, streams, encryption, backups and expiry are left out: nothing here acts on them. */
export const tablesOf = (stacks: Stack[]): TableInput[] =>
  stacks
    .flatMap(({ resources }) => [...resources.values()])
    .filter(isTable)
    .map(tableOf);

const isTable = ({ type }: Resource) => TYPES.includes(type);

function tableOf(resource: Resource): TableInput {
  const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes, GlobalSecondaryIndexes } = resource.stack.resolve(
    resource.properties,
  ) as JsonObject;
  return {
    TableName: String(refOf(resource)),
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: KeySchema ?? null,
    AttributeDefinitions: AttributeDefinitions ?? null,
    ...indexes("LocalSecondaryIndexes", LocalSecondaryIndexes),
    ...indexes("GlobalSecondaryIndexes", GlobalSecondaryIndexes),
  };
}

function indexes(name: string, given: Json | undefined): JsonObject {
  if (!Array.isArray(given) || given.length === 0) return {};
  const picked = given
    .filter(isObject)
    .map((index) => Object.fromEntries(INDEX.map((key) => [key, index[key] ?? null])));
  return { [name]: picked };
}
