import { type Fields, listOf, recordOf, stringOf } from "../arguments.ts";
import { attributesOf } from "../attribute-values.ts";
import { numberedPlaceholders, type Placeholders } from "../expressions.ts";
import { keys, typeError } from "../primordials.ts";
import { filterPart, projectionPart, updatePart } from "./parts.ts";

/** `transactGet` of `@aws-appsync/utils/dynamodb`. */
export function transactGet(payload: unknown) {
  const transactItems = itemsOf(payload).map((item) => {
    const { table, key, projection } = recordOf(item, "each of items");
    return { ...tableAndKey(table, key), ...projectionPart(projection, numberedPlaceholders()()) };
  });
  return { operation: "TransactGetItems", transactItems };
}

type Write = (item: Fields, next: () => Placeholders) => object;

const WRITES: { [name: string]: Write } = {
  putItem: ({ item }) => ({ operation: "PutItem", attributeValues: attributesOf(item, "putItem.item") }),
  updateItem: ({ update }, next) => ({ operation: "UpdateItem", ...updatePart(update, next()) }),
  deleteItem: () => ({ operation: "DeleteItem" }),
  conditionCheck: () => ({ operation: "ConditionCheck" }),
};

/** `transactWrite` of `@aws-appsync/utils/dynamodb`. Each item is `{putItem}`, `{updateItem}`, `{deleteItem}` or `{conditionCheck}`. */
export function transactWrite(payload: unknown) {
  const transactItems = itemsOf(payload).map((item) => {
    const wrapper = recordOf(item, "each of items");
    const [name = "", ...others] = keys(wrapper);
    const write = keys(WRITES).indexOf(name) >= 0 ? WRITES[name] : undefined;
    if (!write || others.length > 0) throw typeError(`each of items must have one key of ${keys(WRITES).join(", ")}`);
    return transactItem(recordOf(wrapper[name], name), write);
  });
  return { operation: "TransactWriteItems", transactItems };
}

function transactItem(item: Fields, write: Write): object {
  const next = numberedPlaceholders();
  // AppSync's types demand the switch beside a condition, and true is its documented default.
  const always = { returnValuesOnConditionCheckFailure: true };
  return {
    ...tableAndKey(item.table, item.key),
    ...write(item, next),
    ...filterPart("condition", item.condition, next(), always),
  };
}

const itemsOf = (payload: unknown) => listOf(recordOf(payload, "the payload").items, "items");

const tableAndKey = (table: unknown, key: unknown) => ({
  table: stringOf(table, "table"),
  key: attributesOf(key, "key"),
});
