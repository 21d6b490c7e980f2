/**
 * `operations` of `@aws-appsync/utils/dynamodb`: plain data from which an update expression is written, as recordings of AppSync's answers
 * have it. Of `remove` and `updateListItem` there are none. [?]
 */
export const operations = {
  add: (value: unknown) => ({ type: "OPERATION_ADD", value }),
  remove: () => ({ type: "OPERATION_REMOVE" }),
  replace: (value: unknown) => ({ type: "OPERATION_REPLACE", value }),
  increment: (by = 1) => ({ type: "OPERATION_INCREMENT", by }),
  decrement: (by = 1) => ({ type: "OPERATION_DECREMENT", by }),
  append: (items: unknown) => ({ type: "OPERATION_APPEND", items }),
  prepend: (items: unknown) => ({ type: "OPERATION_PREPEND", items }),
  updateListItem: (value: unknown, index: number) => ({ type: "OPERATION_UPDATE_LIST_ITEM", value, index }),
};
