import fc, { type Arbitrary } from "fast-check";
import { RIGHT, WRONG } from "./values.ts";

/** Requests with exactly one mistake. Each generator knows the mistake, and so the error that must name it. */

export type Operation = "requestOtp" | "verifyOtp" | "cancelOtp" | "activeTokens";
export type CallerKind = "backend" | "user" | "operator";

/** A field of a document, with its caller and its input. */
export interface Asked {
  caller: CallerKind;
  operation: Operation;
  args: Record<string, unknown>;
}

export interface Bad extends Asked {
  expected:
    | { errorType: "InvalidInput"; field: string }
    | { errorType: "Unauthorized" | "DestinationNotAllowed" | "NotFound" };
}

type Input = Arbitrary<object>;

const { name, email, number, currency, amount, payee, purpose, locale, id, code } = RIGHT;
const optional = {
  purpose,
  locale,
  codeLength: fc.integer({ min: 6, max: 16 }),
  alphabet: fc.constantFrom("NUMERIC", "ALPHANUMERIC"),
  idempotencyKey: name,
};
const backendAsks = fc.record(
  { channel: fc.constant("EMAIL"), subject: name, destination: email, ...optional },
  { requiredKeys: ["channel", "subject", "destination"] },
);
const smsAsked = fc.record({ channel: fc.constant("SMS"), subject: name, destination: number });
const userAsks = fc.record({ channel: fc.constantFrom("EMAIL", "SMS"), ...optional }, { requiredKeys: ["channel"] });
const backendGuesses = fc.record(
  { id, code, subject: name, idempotencyKey: name },
  { requiredKeys: ["id", "code", "subject"] },
);
const cancels = fc.record({ id, subject: name });
const transaction = fc.record({ amount, currency, payee });

type Wrong = Record<string, Arbitrary<unknown>>;

const WRONG_TRANSACTION: Wrong = {
  "transaction.amount": WRONG.amount,
  "transaction.currency": WRONG.currency,
  "transaction.payee": WRONG.payee,
};
const wrongOrMissing = (wrong: Arbitrary<string>) =>
  fc.oneof({ arbitrary: wrong, weight: 9 }, { arbitrary: WRONG.missing, weight: 1 });

/** Puts a wrong value into valid input; for a field of the transaction the other fields are added. */
function spoil(right: Input, field: string, wrong: Arbitrary<unknown>): Input {
  const [outer, inner] = field.split(".") as [string, string?];
  const value = inner ? fc.tuple(transaction, wrong).map(([rest, part]) => ({ ...rest, [inner]: part })) : wrong;
  return fc.tuple(right, value).map(([input, part]) => ({ ...input, [outer]: part }));
}

const invalid = (caller: CallerKind, operation: Operation, right: Input, wrong: Wrong): Arbitrary<Bad>[] =>
  Object.entries(wrong).map(([field, value]) =>
    spoil(right, field, value).map((input) => ({
      caller,
      operation,
      args: { input },
      expected: { errorType: "InvalidInput", field },
    })),
  );

const refused = (
  errorType: "Unauthorized" | "DestinationNotAllowed" | "NotFound",
  caller: CallerKind,
  operation: Operation,
  right: Input,
  part: Record<string, Arbitrary<unknown>>,
): Arbitrary<Bad> =>
  fc
    .tuple(right, fc.record(part))
    .map(([input, more]) => ({ caller, operation, args: { input: { ...input, ...more } }, expected: { errorType } }));

const badList = (caller: CallerKind, field: string, args: Arbitrary<Asked["args"]>): Arbitrary<Bad> =>
  args.map((each) => ({
    caller,
    operation: "activeTokens",
    args: each,
    expected: { errorType: "InvalidInput", field },
  }));

/** Input that the schema accepts and the steps must refuse. */
export const badRequest: Arbitrary<Bad> = fc.oneof(
  ...invalid("backend", "requestOtp", backendAsks, {
    subject: wrongOrMissing(WRONG.subject),
    destination: wrongOrMissing(WRONG.email),
    purpose: WRONG.purpose,
    locale: WRONG.locale,
    codeLength: WRONG.codeLength,
    message: WRONG.message,
    data: WRONG.data,
    idempotencyKey: WRONG.idempotencyKey,
    ...WRONG_TRANSACTION,
  }),
  ...invalid("backend", "requestOtp", smsAsked, { destination: wrongOrMissing(WRONG.number) }),
  ...invalid("user", "requestOtp", userAsks, {
    destination: fc.oneof(email, number, fc.constant("")),
    message: fc.oneof(WRONG.message, fc.constant("{code}")),
    purpose: WRONG.purpose,
    "transaction.payee": fc.oneof(WRONG.payee, fc.constantFrom("Shop 24", "A/B", "a.b", "A-B", "O'Neil", "@x", "#1")),
    "transaction.amount": fc.oneof(WRONG.amount, fc.constant("192.0.2.1")),
  }),
  ...invalid("backend", "verifyOtp", backendGuesses, {
    code: WRONG.code,
    id: WRONG.id,
    subject: wrongOrMissing(WRONG.subject),
    idempotencyKey: WRONG.idempotencyKey,
    ...WRONG_TRANSACTION,
  }),
  ...invalid("user", "verifyOtp", fc.record({ id, code }), { code: WRONG.code }),
  ...invalid("backend", "cancelOtp", cancels, { subject: wrongOrMissing(WRONG.subject) }),
  ...invalid("operator", "cancelOtp", cancels, { tenant: WRONG.tenant }),
  badList("backend", "limit", fc.record({ limit: WRONG.limit })),
  badList("backend", "subject", fc.record({ filter: fc.record({ subject: WRONG.subject }) })),
  badList("backend", "nextToken", fc.record({ nextToken: WRONG.nextToken })),
  badList("operator", "tenant", fc.record({ filter: fc.record({ tenant: WRONG.tenant }) })),
  badList("operator", "tenant", fc.record({ filter: fc.record({ tenant: WRONG.tenant, subject: name }) })),
  refused("NotFound", "backend", "cancelOtp", cancels, { id: WRONG.id }),
  refused("DestinationNotAllowed", "backend", "requestOtp", smsAsked, { destination: WRONG.numberNotAllowed }),
  refused("Unauthorized", "user", "requestOtp", userAsks, { subject: fc.oneof(name, fc.constant("")) }),
  refused("Unauthorized", "user", "verifyOtp", backendGuesses, {}),
  refused("Unauthorized", "user", "cancelOtp", fc.record({ id }), { tenant: fc.constantFrom("role:shop", "", "*") }),
  refused("Unauthorized", "backend", "cancelOtp", cancels, { tenant: fc.constantFrom("role:bank", "pool", "", " ") }),
);
