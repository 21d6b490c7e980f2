import { util } from "@aws-appsync/utils";

/**
 * Gives the update that sets every given attribute. Placeholders are the attributes' own names.
 *
 * @param more values that the condition of the same write needs
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
