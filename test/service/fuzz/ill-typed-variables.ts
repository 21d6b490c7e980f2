import fc, { type Arbitrary } from "fast-check";
import { UNLOCK } from "../step-up.ts";
import { CANCEL, REQUEST, VERIFY } from "../support.ts";

/** Variables of a wrong type. AppSync reads any JSON as a String, so fields of that type are left out. */

const structured = fc.constantFrom<unknown>([], {}, ["x"], [null], [[["x"]]], { a: 1 }, [1]);
const fraction = fc.constantFrom(0.5, -1.25, 1e-7);
const ID = fc.oneof(structured, fraction, fc.boolean());
const INT = fc.oneof(
  structured,
  fraction,
  fc.boolean(),
  fc.constantFrom<unknown>("", "six", "6x", "٦", "0x6", 2 ** 31, 1e300),
);
const ENUM = fc.oneof(
  structured,
  fraction,
  fc.boolean(),
  fc.constantFrom<unknown>("", "sms", "SMS ", "FAX", "ЅMS", "SMS\u200b", 0),
);
const JSON_TEXT = fc.oneof(
  structured,
  fraction,
  fc.boolean(),
  fc.constantFrom<unknown>("", "{", "'a'", "NaN", "[1,]", "{}{}"),
);
const TRANSACTION = fc.constantFrom<unknown>(
  "x",
  1,
  true,
  [],
  [{}],
  {},
  { amount: "1" },
  { amount: "1", currency: "EUR", payee: null },
);

interface Mutation {
  query: string;
  right: Record<string, unknown>;
  required: string[];
  wrong: Record<string, Arbitrary<unknown>>;
}

const MUTATIONS: Mutation[] = [
  {
    query: REQUEST,
    right: { channel: "EMAIL", subject: "s", destination: "s@b.example" },
    required: ["channel"],
    wrong: {
      channel: ENUM,
      alphabet: ENUM,
      codeLength: INT,
      data: JSON_TEXT,
      transaction: TRANSACTION,
      subject: ID,
      idempotencyKey: ID,
    },
  },
  {
    query: VERIFY,
    right: { id: "login_1", code: "123456", subject: "s" },
    required: ["id", "code"],
    wrong: { id: ID, transaction: TRANSACTION, subject: ID, idempotencyKey: ID },
  },
  {
    query: CANCEL,
    right: { id: "login_1", subject: "s" },
    required: ["id"],
    wrong: { id: ID, subject: ID, tenant: ID },
  },
  { query: UNLOCK, right: { subject: "s" }, required: ["subject"], wrong: { subject: ID, tenant: ID } },
];

function inputsOf({ right, required, wrong }: Mutation): Arbitrary<unknown> {
  const inField = Object.entries(wrong).map(([field, value]) => value.map((bad) => ({ ...right, [field]: bad })));
  const absent = fc
    .tuple(fc.constantFrom(...required), fc.constantFrom(null, undefined))
    .map(([field, nothing]) => ({ ...right, [field]: nothing }));
  const unknown = fc
    .constantFrom("x", "Id", "__proto__", "constructor", "toString", "tenantId", "id ", "")
    .map((field) => JSON.parse(`{${JSON.stringify(field)}:1,${JSON.stringify(right).slice(1)}`));
  const none = fc.constantFrom<unknown>(null, undefined, "x", 1, true, [], [right]);
  return fc.oneof(...inField, absent, unknown, none);
}

/** A document of `support.ts`, and the type of its variable `input`. */
export const illTypedVariable: Arbitrary<{ query: string; input: unknown }> = fc.oneof(
  ...MUTATIONS.map((mutation) => inputsOf(mutation).map((input) => ({ query: mutation.query, input }))),
);
