import fc, { type Arbitrary } from "fast-check";
import { RIGHT, WRONG } from "./values.ts";

/** Requests with exactly one mistake. Each generator knows the mistake, and so the error that must name it. */

export type Operation =
  | "requestOtp"
  | "verifyOtp"
  | "cancelOtp"
  | "forgetDevices"
  | "unlockSubject"
  | "activeTokens"
  | "devices";
export type CallerKind = "backend" | "user" | "operator";

/** A field of a document, with its caller and its input. */
export interface Asked {
  caller: CallerKind;
  operation: Operation;
  args: Record<string, unknown>;
}

export interface Bad extends Asked {
  expected: { errorType: "InvalidInput"; field: string } | { errorType: Refusal };
}

type Refusal = "Unauthorized" | "DestinationNotAllowed" | "NotFound" | "SecondFactorRequired";
type Input = Arbitrary<object>;

/** A `stepUpToken` that does not prove the second factor: none, or a text of another form. */
const unproven = fc.oneof({ arbitrary: WRONG.claimToken, weight: 4 }, { arbitrary: WRONG.missing, weight: 1 });

const { name, email, number, currency, amount, payee, purpose, locale, id, code, address } = RIGHT;
const optional = {
  purpose,
  locale,
  codeLength: fc.integer({ min: 6, max: 16 }),
  alphabet: fc.constantFrom("NUMERIC", "ALPHANUMERIC"),
  idempotencyKey: name,
};
const visitor = fc.record({ address, device: name }, { requiredKeys: [] });
const backendAsks = fc.record(
  { channel: fc.constant("EMAIL"), subject: name, destination: email, visitor, ...optional },
  { requiredKeys: ["channel", "subject", "destination"] },
);
const smsAsked = fc.record({ channel: fc.constant("SMS"), subject: name, destination: number });
const userAsks = fc.record({ channel: fc.constantFrom("EMAIL", "SMS"), ...optional }, { requiredKeys: ["channel"] });
const backendGuesses = fc.record(
  { id, code, subject: name, idempotencyKey: name },
  { requiredKeys: ["id", "code", "subject"] },
);
const named = fc.record({ subject: name });
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

/** What a field within another one needs beside it. */
const BESIDE: Record<string, Input> = { transaction, visitor: fc.constant({}) };

/** Puts a wrong value into valid input; for a field within another one what it needs beside it is added. */
function spoil(right: Input, field: string, wrong: Arbitrary<unknown>): Input {
  const [outer, inner] = field.split(".") as [string, string?];
  const beside = BESIDE[outer] as Input;
  const value = inner ? fc.tuple(beside, wrong).map(([rest, part]) => ({ ...rest, [inner]: part })) : wrong;
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
  errorType: Refusal,
  caller: CallerKind,
  operation: Operation,
  right: Input,
  part: Record<string, Arbitrary<unknown>>,
): Arbitrary<Bad> =>
  fc
    .tuple(right, fc.record(part))
    .map(([input, more]) => ({ caller, operation, args: { input: { ...input, ...more } }, expected: { errorType } }));

const badQuery = (
  caller: CallerKind,
  operation: Operation,
  field: string,
  args: Arbitrary<Asked["args"]>,
): Arbitrary<Bad> =>
  args.map((each) => ({ caller, operation, args: each, expected: { errorType: "InvalidInput", field } }));

const refusedQuery = (
  errorType: Refusal,
  caller: CallerKind,
  operation: Operation,
  args: Arbitrary<Asked["args"]>,
): Arbitrary<Bad> => args.map((each) => ({ caller, operation, args: each, expected: { errorType } }));

/** Input that the schema accepts and the steps must refuse. */
export const badRequest: Arbitrary<Bad> = fc.oneof(
  ...invalid("backend", "requestOtp", backendAsks, {
    subject: wrongOrMissing(WRONG.subject),
    destination: wrongOrMissing(WRONG.email),
    purpose: WRONG.purpose,
    codeLength: WRONG.codeLength,
    message: WRONG.message,
    data: WRONG.data,
    idempotencyKey: WRONG.idempotencyKey,
    "visitor.address": WRONG.address,
    "visitor.device": WRONG.device,
    ...WRONG_TRANSACTION,
  }),
  ...invalid("backend", "requestOtp", smsAsked, { destination: wrongOrMissing(WRONG.number) }),
  ...invalid("user", "requestOtp", userAsks, {
    destination: fc.oneof(email, number, fc.constant("")),
    message: fc.oneof(WRONG.message, fc.constant("{code}")),
    visitor: fc.oneof(visitor, fc.record({ address: WRONG.address })),
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
  ...invalid("backend", "forgetDevices", fc.record({}), { subject: wrongOrMissing(WRONG.subject) }),
  ...invalid("operator", "forgetDevices", named, { tenant: WRONG.tenant }),
  ...invalid("operator", "unlockSubject", named, {
    subject: WRONG.subject,
    tenant: WRONG.tenant,
  }),
  badQuery("backend", "activeTokens", "limit", fc.record({ limit: WRONG.limit })),
  badQuery("backend", "activeTokens", "subject", fc.record({ filter: fc.record({ subject: WRONG.subject }) })),
  badQuery("backend", "activeTokens", "nextToken", fc.record({ nextToken: WRONG.nextToken })),
  badQuery("operator", "activeTokens", "tenant", fc.record({ filter: fc.record({ tenant: WRONG.tenant }) })),
  badQuery(
    "operator",
    "activeTokens",
    "tenant",
    fc.record({ filter: fc.record({ tenant: WRONG.tenant, subject: name }) }),
  ),
  badQuery("user", "activeTokens", "includeDevices", fc.constant({ filter: { includeDevices: true } })),
  badQuery("backend", "devices", "subject", fc.record({ subject: wrongOrMissing(WRONG.subject) })),
  badQuery("operator", "devices", "tenant", fc.record({ tenant: WRONG.tenant })),
  ...["cancelOtp", "forgetDevices", "unlockSubject"].map((operation) =>
    refused("SecondFactorRequired", "operator", operation as Operation, operation === "cancelOtp" ? cancels : named, {
      stepUpToken: unproven,
    }),
  ),
  refused("SecondFactorRequired", "backend", "forgetDevices", named, { stepUpToken: unproven }),
  refused("SecondFactorRequired", "user", "forgetDevices", fc.record({}), { stepUpToken: unproven }),
  refusedQuery(
    "SecondFactorRequired",
    "operator",
    "activeTokens",
    fc.record({ filter: fc.record({ subject: name, stepUpToken: unproven }) }),
  ),
  refusedQuery("SecondFactorRequired", "operator", "devices", fc.record({ subject: name, stepUpToken: unproven })),
  refusedQuery("Unauthorized", "user", "devices", fc.record({ subject: name })),
  refused("Unauthorized", "user", "unlockSubject", named, { stepUpToken: unproven }),
  refused("Unauthorized", "backend", "unlockSubject", named, { stepUpToken: unproven }),
  refused("NotFound", "backend", "cancelOtp", cancels, { id: WRONG.id }),
  refused("DestinationNotAllowed", "backend", "requestOtp", smsAsked, { destination: WRONG.numberNotAllowed }),
  refused("Unauthorized", "user", "requestOtp", userAsks, { subject: fc.oneof(name, fc.constant("")) }),
  refused("Unauthorized", "user", "verifyOtp", backendGuesses, {}),
  refused("Unauthorized", "user", "cancelOtp", fc.record({ id }), { tenant: fc.constantFrom("role:shop", "", "*") }),
  refused("Unauthorized", "backend", "cancelOtp", cancels, { tenant: fc.constantFrom("role:bank", "pool", "", " ") }),
);
