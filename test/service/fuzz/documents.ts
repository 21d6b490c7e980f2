import { LIMITS } from "../../../contract/limits.ts";
import type { Asked, CallerKind, Operation } from "./requests.ts";

/** Packs many fields as aliases into one document, which makes ten thousand runs cheap. */

export interface Document {
  caller: CallerKind;
  query: string;
  variables: Record<string, unknown>;
  /** The fields by alias. */
  asked: Map<string, number>;
}

/** A little below the limit of a body, because sizes are estimated. */
const MOST_BYTES = LIMITS.bodyBytes - 192;
/** The characters of a field besides its values. */
const BYTES_OF_FIELD = 110;

const KIND: Record<Operation, "query" | "mutation"> = {
  requestOtp: "mutation",
  verifyOtp: "mutation",
  cancelOtp: "mutation",
  forgetDevices: "mutation",
  unlockSubject: "mutation",
  activeTokens: "query",
  devices: "query",
};
const TYPES: Record<string, string> = {
  "requestOtp.input": "RequestOtpInput!",
  "verifyOtp.input": "VerifyOtpInput!",
  "cancelOtp.input": "CancelOtpInput!",
  "forgetDevices.input": "ForgetDevicesInput!",
  "unlockSubject.input": "UnlockSubjectInput!",
  "activeTokens.filter": "ActiveTokensFilter",
  "activeTokens.limit": "Int",
  "activeTokens.nextToken": "String",
  "devices.subject": "ID",
  "devices.tenant": "ID",
  "devices.stepUpToken": "String",
};
const SELECTED: Record<Operation, string> = {
  requestOtp: "{token{id}}",
  verifyOtp: "{status attemptsRemaining token{id}}",
  cancelOtp: "{token{id}}",
  forgetDevices: "{devices{id}}",
  unlockSubject: "{deviceToken}",
  activeTokens: "{items{id}}",
  devices: "{id}",
};

/** Packs fields into as few documents as the limits allow; one document has one caller, and queries or mutations. */
export function documentsOf(asked: readonly Asked[]): Document[] {
  const open = new Map<string, { aliases: number[]; bytes: number }>();
  const whole: number[][] = [];
  for (const [n, { caller, operation, args }] of asked.entries()) {
    const key = `${caller} ${KIND[operation]}`;
    const bytes = Buffer.byteLength(JSON.stringify(args)) + BYTES_OF_FIELD;
    const fitting = open.get(key);
    if (fitting && fitting.aliases.length < LIMITS.resolverCount && fitting.bytes + bytes <= MOST_BYTES) {
      fitting.aliases.push(n);
      fitting.bytes += bytes;
    } else {
      const aliases = [n];
      open.set(key, { aliases, bytes });
      whole.push(aliases);
    }
  }
  return whole.map((aliases) => documentOf(asked, aliases));
}

function documentOf(asked: readonly Asked[], numbers: number[]): Document {
  const { caller, operation: first } = asked[numbers[0] as number] as Asked;
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fields = numbers.map((n) => {
    const { operation, args } = asked[n] as Asked;
    const given = Object.entries(args).map(([name, value]) => {
      variables[`${name}${n}`] = value;
      declared.push(`$${name}${n}:${TYPES[`${operation}.${name}`]}`);
      return `${name}:$${name}${n}`;
    });
    return `f${n}:${operation}(${given.join()})${SELECTED[operation]}`;
  });
  return {
    caller,
    query: `${KIND[first]}(${declared.join()}){${fields.join(" ")}}`,
    variables,
    asked: new Map(numbers.map((n) => [`f${n}`, n])),
  };
}
