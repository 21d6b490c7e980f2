/** `operations` of `@aws-appsync/utils/dynamodb`: plain data from which an update expression is written. */
export const operations = {
  add: (payload: unknown) => ({ _type: "add", payload }),
  remove: () => ({ _type: "remove" }),
  replace: (payload: unknown) => ({ _type: "replace", payload }),
  increment: (by = 1) => ({ _type: "increment", by }),
  decrement: (by = 1) => ({ _type: "decrement", by }),
  append: (payload: unknown) => ({ _type: "append", payload }),
  prepend: (payload: unknown) => ({ _type: "prepend", payload }),
  updateListItem: (payload: unknown, index: number) => ({ _type: "updateListItem", payload, index }),
};
