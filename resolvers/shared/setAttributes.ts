import { util } from "@aws-appsync/utils";

/**
 * The update that sets every attribute given. Placeholders are the attributes' own names; `more` are values that the
 * condition beside it needs.
 */
export function setAttributes(attributes: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const names = Object.keys(attributes);
  const expressionNames: Record<string, string> = {};
  const values: Record<string, unknown> = { ...more };
  for (const name of names) {
    expressionNames[`#${name}`] = name;
    values[`:${name}`] = attributes[name];
  }
  return {
    expression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
    expressionNames,
    expressionValues: util.dynamodb.toMapValues(values),
  };
}
