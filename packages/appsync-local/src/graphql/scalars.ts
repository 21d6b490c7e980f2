import { GraphQLError, Kind, type ValueNode } from "graphql";
import { isTooDeep } from "../nesting.ts";
import { javaText } from "./java.ts";
import { isDate, isDateTime, isEmail, isIpAddress, isPhone, isTime, isUrl } from "./scalar-formats.ts";

/** How one scalar reads variables and literals, and writes results. The names are graphql-js's. */
export interface ScalarBehaviour {
  coerceInputValue(value: unknown): unknown;
  coerceInputLiteral(node: ValueNode): unknown;
  coerceOutputValue(value: unknown): unknown;
}

/** A result that a scalar cannot write. Its message is the part after `Can't serialize value (/path) : `. */
export class SerializationError extends Error {}

/** AppSync's own scalars by name. Each refuses what AppSync refuses, in AppSync's words. */
export const AWS_SCALARS: Readonly<Record<string, ScalarBehaviour>> = {
  AWSDate: text("date", isDate),
  AWSTime: text("time", isTime),
  AWSDateTime: text("DateTime Object", isDateTime),
  AWSTimestamp: timestamp(),
  AWSEmail: text("email", isEmail),
  AWSJSON: json(),
  AWSURL: text("URL", isUrl),
  AWSPhone: text("phone number", isPhone),
  AWSIPAddress: text("IP address", isIpAddress),
};

function text(noun: string, isValid: (text: string) => boolean): ScalarBehaviour {
  return scalar(
    noun,
    (value) => typeof value === "string" && isValid(value),
    (node) => (node.kind === Kind.STRING ? node.value : undefined),
  );
}

function timestamp(): ScalarBehaviour {
  return scalar(
    "timestamp",
    (value) => Number.isSafeInteger(value),
    (node) => (node.kind === Kind.INT ? Number(node.value) : undefined),
  );
}

function scalar(
  noun: string,
  isValid: (value: unknown) => boolean,
  fromLiteral: (node: ValueNode) => unknown,
): ScalarBehaviour {
  const parse = (value: unknown) => {
    if (isValid(value)) return value;
    throw new GraphQLError(`Unable to parse \`${javaText(value)}\` as a valid ${noun}.`);
  };
  return {
    coerceInputValue: parse,
    coerceInputLiteral: (node) => parse(fromLiteral(node)),
    coerceOutputValue(value) {
      if (isValid(value)) return value;
      throw new SerializationError(`Unable to serialize \`${javaText(value)}\` as a valid ${noun}.`);
    },
  };
}

/** In: JSON text, so that resolvers see the value. Out: JSON text of any value, of a string too [?]. */
function json(): ScalarBehaviour {
  const parse = (value: unknown) => {
    try {
      const parsed = typeof value === "string" ? JSON.parse(value) : undefined;
      if (parsed !== undefined && !isTooDeep(parsed)) return parsed;
    } catch {}
    throw new GraphQLError(`Unable to parse \`${javaText(value)}\` as valid JSON.`);
  };
  return {
    coerceInputValue: parse,
    coerceInputLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
    coerceOutputValue: (value) => JSON.stringify(value),
  };
}
