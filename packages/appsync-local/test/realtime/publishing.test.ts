import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { answering, describeApi, serve, step } from "../support/api.ts";
import { byKey, connect, withHeader } from "./support.ts";

/** Who is told what of a mutation. */

const schema = `
  type Query { ping: String }
  type Mutation {
    add(id: ID!, title: String, author: String, stars: Int, draft: Boolean, genre: Genre, extra: AWSJSON): Book
    addMany(ids: [ID!]!): [Book]
    nothing: Book
    refuse: Book
    partly: Book
    strict: Strict!
  }
  type Subscription {
    added(id: ID, title: String, author: String, stars: Int, draft: Boolean, genre: Genre): Book
      @aws_subscribe(mutations: ["add", "nothing", "refuse", "partly"])
    addedMany: [Book] @aws_subscribe(mutations: ["addMany"])
    restricted: Strict! @aws_subscribe(mutations: ["strict"])
    never: Book
  }
  enum Genre { POEMS PLAYS }
  type Book { id: ID! title: String author: String stars: Int draft: Boolean genre: Genre extra: AWSJSON next: Book broken: String }
  type Strict { id: ID! sure: String! maybe: String }
`;
const fields = {
  "Query.ping": answering("'pong'"),
  "Mutation.add": answering("ctx.args"),
  "Mutation.addMany": answering("ctx.args.ids.map((id) => ({ id }))"),
  "Mutation.nothing": answering("null"),
  "Mutation.refuse": step({ request: "util.error('no', 'Refused');" }),
  "Mutation.partly": answering("{ id: 1 }"),
  "Mutation.strict": answering("{ id: 1, sure: 'yes', maybe: 'no' }"),
  "Book.broken": step({ request: "util.error('no', 'Broken');" }),
};
const api = () => serve(describeApi({ schema, fields }));

/** Starts a subscription, runs mutations, and gives the payloads that came. */
async function told(subscription: string, mutations: string[], variables = {}) {
  const { realtimeUrl, query, logs } = await api();
  const client = await connect(realtimeUrl);
  expect(await client.start("a", subscription, variables)).toMatchObject({ type: "start_ack" });
  for (const mutation of mutations) expect((await query(mutation)).status).toBe(200);
  return { payloads: (await client.rest()).map(({ payload }) => payload), logs };
}

describe("a mutation tells subscribers", () => {
  test("what it selected, cut down to what they selected; what it did not select is null", async () => {
    const { payloads } = await told("subscription { added { id title author } }", [
      'mutation { add(id: 1, title: "T", author: "A", stars: 3) { id title stars } }',
    ]);
    expect(payloads).toEqual([{ data: { added: { id: "1", title: "T", author: null } } }]);
  });

  test("an error where a field that it did not select cannot be null, as AppSync words it", async () => {
    const { payloads } = await told("subscription { restricted { id sure } }", ["mutation { strict { id } }"]);
    expect(payloads).toEqual([
      {
        data: null,
        errors: [
          {
            path: ["restricted", "sure"],
            locations: null,
            message: "Cannot return null for non-nullable type: 'String' within parent 'Strict' (/restricted/sure)",
          },
        ],
      },
    ]);
  });

  test("under the names of the schema, whatever aliases it used itself", async () => {
    const { payloads } = await told("subscription { mine: added { name: title } }", [
      'mutation { x: add(id: 1, title: "T") { t: title ...F } } fragment F on Book { i: id }',
    ]);
    expect(payloads).toEqual([{ data: { mine: { name: "T" } } }]);
  });

  test("of each of its fields, in order", async () => {
    const { payloads } = await told("subscription { added { id } }", [
      "mutation { a: add(id: 1) { id } b: add(id: 2) { id } }",
      "mutation { add(id: 3) { id } }",
    ]);
    expect(payloads.map(({ data }) => data.added.id)).toEqual(["1", "2", "3"]);
  });

  test("scalars as they were answered: AWSJSON is not written twice", async () => {
    const { payloads } = await told("subscription { added { extra genre draft } }", [
      `mutation { add(id: 1, extra: "{\\"a\\": [1]}", genre: PLAYS, draft: false) { extra genre draft } }`,
    ]);
    expect(payloads[0].data.added).toEqual({ extra: '{"a":[1]}', genre: "PLAYS", draft: false });
  });

  test("an interface's fields by __typename, which it has to have selected", async () => {
    const { realtimeUrl, query, logs } = await serve(
      describeApi({
        schema: `type Query { a: String } interface Animal { name: String } type Dog implements Animal { name: String barks: Boolean }
          type Mutation { adopt: Animal } type Subscription { adopted: Animal @aws_subscribe(mutations: ["adopt"]) }`,
        fields: { "Mutation.adopt": answering("{ __typename: 'Dog', name: 'Rex', barks: true }") },
      }),
    );
    const client = await connect(realtimeUrl);
    await client.start("a", "subscription { adopted { name ... on Dog { barks } } }");
    await query("mutation { adopt { __typename name ... on Dog { barks } } }");
    expect((await client.next()).payload).toEqual({ data: { adopted: { name: "Rex", barks: true } } });
    await query("mutation { adopt { name } }");
    expect((await client.next()).payload.data).toEqual({ adopted: null });
    expect(logs.at(-1)).toContain('Abstract type "Animal" must resolve to an Object type');
  });

  test("lists, to subscribers without arguments", async () => {
    const { payloads } = await told("subscription { addedMany { id } }", ["mutation { addMany(ids: [1, 2]) { id } }"]);
    expect(payloads).toEqual([{ data: { addedMany: [{ id: "1" }, { id: "2" }] } }]);
  });

  test.each([
    ["answered null", "mutation { nothing { id } }"],
    ["failed", "mutation { refuse { id } }"],
    ["failed in a part", "mutation { partly { id broken } }"],
  ])("nothing when it %s", async (_, mutation) => {
    expect((await told("subscription { added { id } }", [mutation])).payloads).toEqual([]);
  });

  test("nothing when it failed in a part, which the log says", async () => {
    const { logs } = await told("subscription { added { id } }", ["mutation { partly { id broken } }"]);
    expect(logs.at(-1)).toBe("partly failed in a part, so its subscribers were not told");
  });

  test("nothing of a subscription without @aws_subscribe, nor of one for another mutation", async () => {
    expect((await told("subscription { never { id } }", ["mutation { add(id: 1) { id } }"])).payloads).toEqual([]);
  });

  test("nothing by a query", async () => {
    expect((await told("subscription { added { id } }", ["{ ping }"])).payloads).toEqual([]);
  });
});

describe("arguments of a subscription", () => {
  const books = [
    'mutation { add(id: 1, title: "T", author: "A", stars: 1, draft: true, genre: POEMS) { id title author stars draft genre } }',
    'mutation { add(id: 2, title: "T", author: "B", stars: 2, draft: false, genre: PLAYS) { id title author stars draft genre } }',
    'mutation { add(id: 3, title: "U") { id title author stars draft genre } }',
    'mutation { add(id: 4, title: "T", author: "A") { id } }',
  ];
  const idsOf = async (args: string, variables = {}, declared = "") => {
    const { payloads } = await told(`subscription S${declared} { added${args} { id } }`, books, variables);
    return payloads.map(({ data }) => data.added.id);
  };

  test.each([
    ["that are left out match all", "", ["1", "2", "3", "4"]],
    ["match equal values, of each type", "(stars: 2)", ["2"]],
    ["of type ID match what the mutation answered as ID", "(id: 3)", ["3"]],
    ["of an enum match its value", "(genre: PLAYS)", ["2"]],
    ["of type Boolean match false", "(draft: false)", ["2"]],
    ["all have to match", '(title: "T", author: "A")', ["1"]],
    ["that are null match null alone, which is also what the mutation did not select", "(author: null)", ["3", "4"]],
    ["compare the case of letters", '(title: "t")', []],
  ])("%s", async (_, args, ids) => {
    expect(await idsOf(args)).toEqual(ids);
  });

  test("given by a variable that is left out match all; by one that is null, null alone", async () => {
    const by = (variables: object) => idsOf("(author: $author)", variables, "($author: String)");
    expect(await by({})).toEqual(["1", "2", "3", "4"]);
    expect(await by({ author: null })).toEqual(["3", "4"]);
    expect(await by({ author: "B" })).toEqual(["2"]);
  });
});

describe("the schema's @aws_subscribe is held against its mutations", () => {
  const refused = (subscription: string) =>
    expect(
      serve(
        describeApi({
          schema: `type Query { a: String } type Mutation { add: Int! } type Subscription { ${subscription} }`,
        }),
      ),
    ).rejects;

  test("a mutation that is not there is refused by name", async () => {
    await refused('s: Int @aws_subscribe(mutations: ["nope"])').toThrow(
      'the subscription s names the mutation "nope", which the schema does not have',
    );
  });

  test("a mutation of another type is refused by name", async () => {
    await refused('s: String @aws_subscribe(mutations: ["add"])').toThrow(
      'the subscription s names the mutation "add", which answers Int!: both have to be of one type, and it is String',
    );
  });
});

test("a subscriber that does not read is cut off before it fills the memory; the others are told on", async () => {
  const { realtimeUrl, query, logs } = await api();
  const reading = await connect(realtimeUrl);
  await reading.start("a", "subscription { added { id } }");
  const header = byKey(realtimeUrl);
  const slow = new WebSocket(withHeader(realtimeUrl, header), "graphql-ws");
  onTestFinished(() => slow.terminate());
  await new Promise((resolve) => slow.once("open", resolve));
  const data = JSON.stringify({ query: "subscription { added { title } }" });
  for (let id = 0; id < 20; id += 1) {
    const payload = { data, extensions: { authorization: header } };
    slow.send(JSON.stringify({ id: `${id}`, type: "start", payload }));
    await new Promise((resolve) => slow.once("message", resolve));
  }
  slow.pause();
  const title = "x".repeat(230 * 1024);
  const add = "mutation A($title: String) { add(id: 1, title: $title) { id title } }";
  let count = 0;
  while (!logs.some((line) => line.startsWith("a subscriber was cut off")) && count < 200) {
    await query(add, { title });
    count += 1;
  }
  expect(logs.at(-1)).toMatch(/^a subscriber was cut off: it left \d+ bytes unread$/);
  expect(await reading.rest()).toHaveLength(count);
});

test("200 subscribers and 200 pipelines at once keep apart: each is told of its own, in order", async () => {
  const put = step({ request: "ctx.stash.mine = ctx.args.id; return { payload: ctx.args };" });
  const check = step({
    request: "return { payload: null };",
    response:
      "return { id: ctx.args.id, title: ctx.stash.mine + ':' + ctx.args.title, author: ctx.prev.result.author };",
  });
  const many = { ...fields, "Mutation.add": { steps: [put, check] } };
  const { realtimeUrl, query } = await serve(describeApi({ schema, fields: many }));
  const numbers = Array.from({ length: 200 }, (_, index) => `${index}`);
  const clients = await Promise.all(numbers.map(() => connect(realtimeUrl)));
  const text = "subscription S($author: String) { added(author: $author) { id title author } }";
  await Promise.all(clients.map((client, index) => client.start("s", text, { author: numbers[index] })));
  const add =
    "mutation A($id: ID!, $t: String, $author: String) { add(id: $id, title: $t, author: $author) { id title author } }";
  const round = (t: string) => Promise.all(numbers.map((id) => query(add, { id, t, author: id })));
  await round("first");
  await round("second");
  const came = await Promise.all(clients.map((client) => client.rest()));
  expect(came.map((messages) => messages.map(({ payload }) => payload.data.added))).toEqual(
    numbers.map((id) => ["first", "second"].map((t) => ({ id, title: `${id}:${t}`, author: id }))),
  );
});
