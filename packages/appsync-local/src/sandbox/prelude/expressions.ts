import { type AttributeValue, toAttributeValue } from "./attribute-values.ts";
import { hasOwn, keys, typeError } from "./primordials.ts";

export interface Expression {
  expression: string;
  expressionNames: { [placeholder: string]: string };
  expressionValues: { [placeholder: string]: AttributeValue };
}

/** Collects an expression's attribute names and values. Each call gives the placeholder to write. */
export interface Placeholders {
  name(attribute: string): string;
  /** @param path where in the filter the value stands, e.g. `and_0_title_eq` */
  value(path: string, value: unknown): string;
  /** The expression with all names and values collected so far. */
  finish(expression: string): Expression;
}

/** Placeholders as `util.transform` names them on AWS, after the attributes: `#title`, `:title_eq`. */
export function attributePlaceholders(): Placeholders {
  return collect(
    (attribute) => `#${attribute}`,
    (path) => `:${path}`,
  );
}

/**
 * Gives placeholders for one part of a request after the other (update, condition), so that no two parts share a placeholder
 * and any attribute name works. AWS's own names are not documented [?].
 */
export function numberedPlaceholders(): () => Placeholders {
  const nameFor = counted("#expName");
  const valueFor = counted(":expValue");
  return () => collect(nameFor, valueFor);
}

function counted(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}_${count}`;
  };
}

function collect(nameFor: (attribute: string) => string, valueFor: (path: string) => string): Placeholders {
  const expressionNames: Expression["expressionNames"] = {};
  const expressionValues: Expression["expressionValues"] = {};
  const known: Expression["expressionNames"] = {};
  return {
    name(attribute) {
      const key = `#${attribute}`;
      if (!hasOwn(known, key)) known[key] = nameFor(attribute);
      const placeholder = known[key] as string;
      expressionNames[placeholder] = attribute;
      return placeholder;
    },
    value(path, value) {
      const placeholder = valueFor(path);
      if (hasOwn(expressionValues, placeholder)) throw typeError(`two values would both be ${placeholder}`);
      expressionValues[placeholder] = toAttributeValue(value);
      return placeholder;
    },
    finish: (expression) => ({ expression, expressionNames, expressionValues }),
  };
}

/** Leaves out empty maps, which DynamoDB would refuse. */
export function withoutEmptyMaps({ expression, expressionNames, expressionValues }: Expression) {
  return {
    expression,
    ...(keys(expressionNames).length > 0 && { expressionNames }),
    ...(keys(expressionValues).length > 0 && { expressionValues }),
  };
}
