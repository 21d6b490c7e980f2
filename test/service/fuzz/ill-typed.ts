import fc, { type Arbitrary } from "fast-check";

/** Literals of a wrong type. The schema must refuse them and name the field. */

export interface IllTyped {
  /** The whole field, in one line. */
  text: string;
  /** The wrong part of the input. */
  names: string;
}

const anyOf = (...literals: string[]) => fc.constantFrom(...literals);
const word = fc.string({ unit: fc.constantFrom(..."abcdefgh_"), minLength: 1, maxLength: 12 });

/** Literals that fit no scalar of the schema except AWSJSON, which is a string, too. */
const structured = anyOf("[]", "{}", '["x"]', "[[[]]]", "{a:1}", '{__proto__:"x"}', "[null]", "[SMS]", "[6]");
const STRING = fc.oneof(structured, anyOf("1", "-1", "1.5", "1e3", "true", "false", "SMS"), word);
const ID = fc.oneof(structured, anyOf("1.5", "1e3", "true", "false", "SMS"), word);
const INT = fc.oneof(
  structured,
  anyOf('"6"', '""', "6.0", "6.5", "6e0", "1e400", "true", "SIX", "2147483648", "-2147483649", `${"9".repeat(60)}`),
  word,
);
const ENUM = fc.oneof(
  anyOf(
    '"SMS"',
    '"EMAIL"',
    '"NUMERIC"',
    '""',
    "1",
    "0",
    "1.5",
    "true",
    "sms",
    "email",
    "FAX",
    "numeric",
    "[]",
    "[SMS]",
    "{}",
  ),
  word,
);
const JSON_TEXT = fc.oneof(
  anyOf(
    "1",
    "true",
    "{}",
    "[]",
    "SMS",
    '""',
    '"{"',
    "\"{'a':1}\"",
    '"undefined"',
    '"NaN"',
    '"01"',
    '"[1,]"',
    '"{}{}"',
    '"\\\\u0000"',
  ),
  fc.integer({ min: 501, max: 1_500 }).map((depth) => `"${"[".repeat(depth)}${"]".repeat(depth)}"`),
);
const OBJECT = fc.oneof(
  anyOf('"x"', "1", "true", "SMS", "[]", "[{}]", "{}", '{amount:"1"}', '{amount:"1",currency:"EUR"}'),
  anyOf('{amount:"1",currency:"EUR",payee:"A",tip:"1"}', '{amount:null,currency:"EUR",payee:"A"}'),
  anyOf(
    '{amount:1,currency:"EUR",payee:"A"}',
    '{amount:"1",currency:EUR,payee:"A"}',
    '{amount:"1",currency:"EUR",payee:["A"]}',
  ),
);
const VISITOR = anyOf('"x"', "1", "true", "SMS", "[]", "[{}]", "{address:1}", "{device:{}}", "{device:[]}", '{ip:"1"}');
const OF_FILTER = ["{deviceToken:1}", "{stepUpToken:[]}", '{includeDevices:"true"}', "{includeDevices:1}"];
const FILTER = anyOf(
  '"x"',
  "1",
  "true",
  "[]",
  "[{}]",
  "{id:1}",
  "{subject:1.5}",
  "{tenant:[]}",
  "{subject:{}}",
  ...OF_FILTER,
);
const orNull = (wrong: Arbitrary<string>) =>
  fc.oneof({ arbitrary: wrong, weight: 9 }, { arbitrary: anyOf("null"), weight: 1 });

const REQUEST: Record<string, Arbitrary<string>> = {
  channel: orNull(ENUM),
  purpose: STRING,
  subject: ID,
  destination: STRING,
  locale: STRING,
  codeLength: INT,
  alphabet: ENUM,
  message: STRING,
  data: JSON_TEXT,
  transaction: OBJECT,
  idempotencyKey: ID,
  deviceToken: STRING,
  visitor: VISITOR,
};
const VERIFY = { id: orNull(ID), code: orNull(STRING), subject: ID, transaction: OBJECT, idempotencyKey: ID };
const CANCEL = { id: orNull(ID), subject: ID, tenant: ID, stepUpToken: STRING };
const FORGET = { id: ID, subject: ID, tenant: ID, stepUpToken: STRING };
const CHANGE = { channel: orNull(ENUM), destination: orNull(STRING), locale: STRING, stepUpToken: STRING };
const UNLOCK = { subject: orNull(ID), tenant: ID, stepUpToken: STRING };

const inputOf = (fields: Record<string, string>) =>
  `{${Object.entries(fields)
    .map(([field, literal]) => `${field}:${literal}`)
    .join()}}`;

interface Mutation {
  name: string;
  right: Record<string, string>;
  required: string[];
  selected: string;
}

const MUTATIONS: [Mutation, Record<string, Arbitrary<string>>][] = [
  [
    {
      name: "requestOtp",
      right: { channel: "EMAIL", subject: '"s"', destination: '"s@b.example"' },
      required: ["channel"],
      selected: "{token{id}}",
    },
    REQUEST,
  ],
  [
    {
      name: "verifyOtp",
      right: { id: '"login_1"', code: '"123456"', subject: '"s"' },
      required: ["id", "code"],
      selected: "{status}",
    },
    VERIFY,
  ],
  [
    { name: "cancelOtp", right: { id: '"login_1"', subject: '"s"' }, required: ["id"], selected: "{token{id}}" },
    CANCEL,
  ],
  [{ name: "forgetDevices", right: { id: '"x"' }, required: [], selected: "{devices{id}}" }, FORGET],
  [
    {
      name: "requestContactChange",
      right: { channel: "EMAIL", destination: '"s@b.example"' },
      required: ["channel", "destination"],
      selected: "{token{id}}",
    },
    CHANGE,
  ],
  [{ name: "unlockSubject", right: { subject: '"s"' }, required: ["subject"], selected: "{deviceToken}" }, UNLOCK],
];

const call = ({ name, selected }: Mutation, input: string) => `${name}(input:${input})${selected}`;

function illTyped(mutation: Mutation, wrong: Record<string, Arbitrary<string>>): Arbitrary<IllTyped>[] {
  const { right, required } = mutation;
  const inField = Object.entries(wrong).map(([field, literal]) =>
    literal.map((value) => ({ text: call(mutation, inputOf({ ...right, [field]: value })), names: field })),
  );
  const missing = required.map((field) => {
    const { [field]: _, ...rest } = right;
    return fc.constant({ text: call(mutation, inputOf(rest)), names: field });
  });
  const unknown = word
    .filter((field) => !Object.hasOwn(wrong, field))
    .map((field) => ({ text: call(mutation, inputOf({ ...right, [field]: "1" })), names: field }));
  const twice = fc
    .constantFrom(...Object.keys(right))
    .map((field) => ({ text: call(mutation, `{${field}:${right[field]},${inputOf(right).slice(1)}`), names: field }));
  const noInput = anyOf('"x"', "1", "[]", "null", "true", "[{}]").map((input) => ({
    text: call(mutation, input),
    names: "input",
  }));
  const others = word
    .filter((argument) => argument !== "input")
    .map((argument) => ({
      text: `${mutation.name}(input:${inputOf(right)},${argument}:1)${mutation.selected}`,
      names: argument,
    }));
  return [...inField, ...missing, unknown, twice, noInput, others];
}

/** Ill-typed fields of mutations. */
export const illTypedMutation: Arbitrary<IllTyped> = fc.oneof(
  ...MUTATIONS.flatMap(([mutation, wrong]) => illTyped(mutation, wrong)),
);

/** Ill-typed fields of queries. */
export const illTypedQuery: Arbitrary<IllTyped> = fc.oneof(
  ...Object.entries({ limit: INT, nextToken: STRING, filter: FILTER }).map(([argument, literal]) =>
    literal.map((value) => ({ text: `activeTokens(${argument}:${value}){nextToken}`, names: argument })),
  ),
);
