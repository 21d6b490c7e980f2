import { describe, expect, test } from "vitest";
import { answering, describeApi, serve, step } from "../support/api.ts";
import { connect } from "./support.ts";

/** `extensions.setSubscriptionFilter` and its limits, and invalidation. */

const schema = `
  type Query { ping: String }
  type Mutation {
    open(ticket: AWSJSON!): Ticket
    openAll: [Ticket]
    leave(userId: ID!, groupId: ID!): Ticket
    leaveMany(count: Int!): Ticket
  }
  type Subscription {
    opened(group: String): Ticket @aws_subscribe(mutations: ["open"])
    openedAll: [Ticket] @aws_subscribe(mutations: ["openAll"])
    other: Ticket @aws_subscribe(mutations: ["open"])
  }
  type Ticket { id: ID severity: Int score: Float title: String urgent: Boolean tags: [String] group: String owner: Owner }
  type Owner { name: String team: Owner }
`;
const ALL = "id severity score title urgent tags group owner { name team { name team { name team { name } } } }";
const OPEN = `mutation O($ticket: AWSJSON!) { open(ticket: $ticket) { ${ALL} } }`;

/** A resolver that does something in its response handler. */
const resolver = (body: string) => step({ response: `${body} return null;` });
/** Sets a filter, right or wrong: what comes out of the stash has no type that would tell. */
const filtering = (filter: string) =>
  resolver(`ctx.stash.filter = ${filter}; extensions.setSubscriptionFilter(ctx.stash.filter);`);
const one = (...filters: string[]) => `{ filterGroup: [{ filters: [${filters.join()}] }] }`;
const is = (fieldName: string, operator: string, value: unknown) => JSON.stringify({ fieldName, operator, value });

const api = (fields: Record<string, string>) =>
  serve(
    describeApi({
      schema,
      fields: {
        "Mutation.open": answering("ctx.args.ticket"),
        "Mutation.openAll": answering("[{ id: 1, severity: 1 }]"),
        ...fields,
      },
    }),
  );

/** The ids of the tickets that pass a filter. */
async function passing(filter: string, tickets: object[], mutation = OPEN): Promise<string[]> {
  const { realtimeUrl, query } = await api({ "Subscription.opened": filtering(filter) });
  const client = await connect(realtimeUrl);
  expect(await client.start("a", 'subscription { opened(group: "ignored") { id } }')).toMatchObject({
    type: "start_ack",
  });
  for (const [index, ticket] of tickets.entries()) {
    const { body } = await query(mutation, { ticket: JSON.stringify({ id: `${index}`, ...ticket }) });
    expect(body.errors).toBeUndefined();
  }
  return (await client.rest()).map(({ payload }) => payload.data.opened.id);
}

/** The error that refuses a subscription with a filter. */
async function refusal(filter: string): Promise<object> {
  const { realtimeUrl } = await api({ "Subscription.opened": filtering(filter) });
  const answer = await (await connect(realtimeUrl)).start("a", "subscription { opened { id } }");
  expect(answer).toMatchObject({ id: "a", type: "error" });
  return answer.payload.errors[0];
}

const SEVERITIES = [1, 2, 3].map((severity) => ({ severity, score: severity / 2 }));
const TITLES = ["Book", "book", "Bookshop"].map((title) => ({ title }));

describe("the operator", () => {
  test.each([
    ["eq", "severity", 2, SEVERITIES, ["1"]],
    ["eq", "title", "Book", TITLES, ["0"]],
    ["eq", "urgent", false, [{ urgent: true }, { urgent: false }], ["1"]],
    ["eq", "severity", "2", SEVERITIES, []],
    ["ne", "severity", 2, SEVERITIES, ["0", "2"]],
    ["le", "severity", 2, SEVERITIES, ["0", "1"]],
    ["lt", "score", 1, SEVERITIES, ["0"]],
    ["ge", "severity", 2, SEVERITIES, ["1", "2"]],
    ["gt", "severity", 2, SEVERITIES, ["2"]],
    ["gt", "title", "Book", TITLES, ["1", "2"]],
    ["contains", "title", "ook", TITLES, ["0", "1", "2"]],
    ["contains", "tags", "a", [{ tags: ["a", "b"] }, { tags: ["ab"] }], ["0"]],
    ["notContains", "title", "shop", TITLES, ["0", "1"]],
    ["notContains", "tags", "a", [{ tags: ["a", "b"] }, { tags: ["ab"] }], ["1"]],
    ["beginsWith", "title", "Book", TITLES, ["0", "2"]],
    ["in", "title", ["book", "x"], TITLES, ["1"]],
    ["notIn", "title", ["book", "x"], TITLES, ["0", "2"]],
    ["between", "severity", [2, 3], SEVERITIES, ["1", "2"]],
    ["containsAny", "tags", ["x", "b"], [{ tags: ["a", "b"] }, { tags: ["c"] }], ["0"]],
  ])("%s holds for %s and %j where it should", async (operator, field, value, tickets, ids) => {
    expect(await passing(one(is(field, operator, value)), tickets)).toEqual(ids);
  });
});

describe("a filter", () => {
  test("needs all conditions of a group", async () => {
    const filter = one(is("severity", "ge", 2), is("title", "eq", "T"));
    const tickets = [
      { severity: 1, title: "T" },
      { severity: 2, title: "T" },
      { severity: 2, title: "U" },
    ];
    expect(await passing(filter, tickets)).toEqual(["1"]);
  });

  test("needs one of its groups", async () => {
    const filter = `{ filterGroup: [{ filters: [${is("severity", "eq", 1)}] }, { filters: [${is("title", "eq", "T")}] }] }`;
    expect(await passing(filter, [{ severity: 1 }, { title: "T" }, { title: "U" }])).toEqual(["0", "1"]);
  });

  test("reaches into objects, down to five levels", async () => {
    const owner = (name: string) => ({ owner: { team: { team: { team: { name } } } } });
    const filter = one(is("owner.team.team.team.name", "eq", "A"));
    expect(await passing(filter, [owner("A"), owner("B"), { owner: null }, {}])).toEqual(["0"]);
  });

  test("takes the place of the arguments, which then count for nothing", async () => {
    expect(await passing(one(is("severity", "eq", 1)), [{ severity: 1, group: "another" }])).toEqual(["0"]);
  });

  test("sees what the mutation selected: no condition holds for what is missing or null, not even ne", async () => {
    const without = "mutation O($ticket: AWSJSON!) { open(ticket: $ticket) { id } }";
    for (const [operator, value] of [
      ["eq", "G"],
      ["ne", "H"],
      ["notContains", "H"],
      ["notIn", ["H"]],
    ] as const) {
      expect(await passing(one(is("group", operator, value)), [{ group: "G" }], without)).toEqual([]);
    }
    expect(await passing(one(is("group", "ne", "H")), [{ group: null }])).toEqual([]);
  });

  test("passes no payload that is a list", async () => {
    const { realtimeUrl, query } = await api({ "Subscription.openedAll": filtering(one(is("severity", "eq", 1))) });
    const client = await connect(realtimeUrl);
    await client.start("a", "subscription { openedAll { id } }");
    await query("mutation { openAll { id severity } }");
    expect(await client.rest()).toEqual([]);
  });

  test("is the last that was set, and can come from a function of a pipeline", async () => {
    const steps = [filtering(one(is("severity", "eq", 1))), filtering(one(is("severity", "eq", 2)))];
    const { realtimeUrl, query } = await serve(
      describeApi({
        schema,
        fields: { "Mutation.open": answering("ctx.args.ticket"), "Subscription.opened": { steps } },
      }),
    );
    const client = await connect(realtimeUrl);
    await client.start("a", "subscription { opened { id } }");
    for (const severity of [1, 2]) await query(OPEN, { ticket: JSON.stringify({ id: `${severity}`, severity }) });
    expect((await client.rest()).map(({ payload }) => payload.data.opened.id)).toEqual(["2"]);
  });

  test("can be made by util.transform.toSubscriptionFilter of the arguments", async () => {
    const made =
      "util.transform.toSubscriptionFilter({ severity: { ge: 2 }, or: [{ title: { eq: 'T' } }, { urgent: { eq: true } }] })";
    const tickets = [
      { severity: 2, title: "T" },
      { severity: 1, title: "T" },
      { severity: 3, urgent: true },
    ];
    expect(await passing(made, tickets)).toEqual(["0", "2"]);
  });
});

describe("the limits of a filter", () => {
  const many = (count: number, entry: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => entry(index));
  const groups = (entries: string[]) => `{ filterGroup: [${entries.map((entry) => `{ filters: [${entry}] }`)}] }`;
  const fields = ["id", "severity", "title", "group", "score", "urgent"];
  const values = (count: number) => many(count, String);

  test.each([
    [
      "10 groups",
      groups(many(11, (index) => is("severity", "eq", index))),
      "Filters combination exceed maximum limit 10 for subscription.",
      groups(many(10, (index) => is("severity", "eq", index))),
    ],
    [
      "10 groups, of which each value of `in` makes one",
      groups([is("title", "in", values(5)), is("group", "in", values(5)), is("id", "eq", "1")]),
      "Filters combination exceed maximum limit 10 for subscription.",
      groups([is("title", "in", values(5)), is("group", "in", values(5))]),
    ],
    [
      "10 groups, to which values of `in` multiply",
      one(is("title", "in", values(4)), is("group", "in", values(3))),
      "Filters combination exceed maximum limit 10 for subscription.",
      one(is("title", "in", values(5)), is("group", "in", values(2))),
    ],
    [
      "5 fields a group",
      one(...fields.map((name) => is(name, "eq", 1))),
      "Filters exceed maximum attributes limit 5 for subscription.",
      one(...fields.slice(1).map((name) => is(name, "eq", 1))),
    ],
    [
      "5 values of in",
      one(is("title", "in", values(6))),
      "subscription exceeds maximum value limit 5 for operator `in`.",
      one(is("title", "in", values(5))),
    ],
    [
      "5 values of notIn",
      one(is("title", "notIn", values(6))),
      "subscription exceeds maximum value limit 5 for operator `notIn`.",
      one(is("title", "notIn", values(5))),
    ],
    [
      "20 values of containsAny",
      one(is("tags", "containsAny", values(21))),
      "subscription exceeds maximum value limit 20 for operator `containsAny`.",
      one(is("tags", "containsAny", values(20))),
    ],
    [
      "one condition a field and group",
      one(is("severity", "ge", 1), is("severity", "le", 2)),
      "subscription filter uses same fieldName multiple time.",
      one(is("severity", "between", [1, 2])),
    ],
    [
      "256 characters of a value",
      one(is("title", "eq", "x".repeat(257))),
      "The filter on title has a value of more than 256 characters.",
      one(is("title", "eq", "x".repeat(256))),
    ],
    [
      "5 levels",
      one(is("a.b.c.d.e.f", "eq", "x")),
      "The filter on a.b.c.d.e.f has more than 5 levels.",
      one(is("a.b.c.d.e", "eq", "x")),
    ],
  ])("are %s", async (_, above, message, within) => {
    expect(await refusal(above)).toEqual({ message, errorCode: 400 });
    expect(await passing(within, [])).toEqual([]);
  });
});

describe("a filter of which AppSync says nothing, and that would let through all or nothing, is refused", () => {
  test.each([
    ["an unknown operator", one(is("severity", "gte", 1)), 'has the operator "gte"; there are eq, ne, le, lt, ge, gt'],
    [
      "a value that is missing",
      "{ filterGroup: [{ filters: [{ fieldName: 'group', operator: 'eq', value: ctx.stash.none }] }] }",
      "needs for eq a string, a number or a Boolean, and has null",
    ],
    [
      "a list for an operator of one value",
      one(is("group", "eq", ["a"])),
      'needs for eq a string, a number or a Boolean, and has ["a"]',
    ],
    [
      "one value for an operator of a list",
      one(is("group", "in", "a")),
      'needs for in a list of strings or numbers, and has "a"',
    ],
    ["between with three values", one(is("severity", "between", [1, 2, 3])), "needs for between a list of two"],
    ["an empty list", one(is("group", "in", [])), "needs for in a list"],
    ["no groups", "{ filterGroup: [] }", "has no filterGroup"],
    ["a group without conditions", "{ filterGroup: [{ filters: [] }] }", "has no conditions"],
    ["no fieldName", "{ filterGroup: [{ filters: [{ operator: 'eq', value: 1 }] }] }", "has no fieldName"],
    ["another shape", "{ filters: [] }", "filterGroup is not a list"],
  ])("%s", async (_, filter, message) => {
    expect(await refusal(filter)).toMatchObject({ message: expect.stringContaining(message), errorCode: 400 });
  });
});

describe("extensions in a place where AppSync has none fail, and the log says where they belong", () => {
  test.each([
    [
      "setSubscriptionFilter",
      "Mutation.open",
      step({ response: `extensions.setSubscriptionFilter(${one(is("id", "eq", "1"))}); return null;` }),
      "subscription",
    ],
    [
      "setSubscriptionInvalidationFilter",
      "Mutation.open",
      step({ response: `extensions.setSubscriptionInvalidationFilter(${one(is("id", "eq", "1"))}); return null;` }),
      "subscription",
    ],
    [
      "invalidateSubscriptions",
      "Mutation.open",
      step({ request: "extensions.invalidateSubscriptions({ subscriptionField: 'opened', payload: {} }); return {};" }),
      "mutation",
    ],
  ])("%s", async (name, field, code, operation) => {
    const { query, logs } = await api({ [field]: code });
    const { body } = await query(OPEN, { ticket: "{}" });
    expect(body.errors).toMatchObject([{ errorType: "Code" }]);
    expect(logs.at(-1)).toBe(`${field}: extensions.${name} is for the response handler of a ${operation}'s resolver`);
  });
});

describe("invalidation", () => {
  const mine = `{ filterGroup: [{ filters: [
    { fieldName: 'userId', operator: 'eq', value: ctx.args.group }, { fieldName: 'groupId', operator: 'eq', value: 'g' }] }] }`;
  const subscribing = resolver(`extensions.setSubscriptionInvalidationFilter(${mine});`);
  const leaving = step({
    request: "return { payload: { group: ctx.args.userId } };",
    response: `extensions.invalidateSubscriptions({ subscriptionField: 'opened',
      payload: { userId: ctx.args.userId, groupId: ctx.args.groupId } });
      return ctx.result;`,
  });
  const fields = { "Subscription.opened": subscribing, "Subscription.other": subscribing, "Mutation.leave": leaving };
  const LEAVE = "mutation L($user: ID!, $group: ID!) { leave(userId: $user, groupId: $group) { id } }";

  async function subscribed() {
    const { realtimeUrl, query } = await api(fields);
    const client = await connect(realtimeUrl);
    const opened = "subscription S($group: String) { opened(group: $group) { id } }";
    await client.start("ada", opened, { group: "ada" });
    await client.start("bob", opened, { group: "bob" });
    return { client, query };
  }

  test("completes the subscriptions whose invalidation filter the payload passes, and no others", async () => {
    const { client, query } = await subscribed();
    await query(LEAVE, { user: "ada", group: "g" });
    expect(await client.rest()).toEqual([{ id: "ada", type: "complete" }]);
    await query(OPEN, { ticket: '{"group":"ada"}' });
    await query(OPEN, { ticket: '{"group":"bob"}' });
    expect((await client.rest()).map(({ id }) => id)).toEqual(["bob"]);
  });

  test("needs every condition of the filter", async () => {
    const { client, query } = await subscribed();
    await query(LEAVE, { user: "ada", group: "elsewhere" });
    expect(await client.rest()).toEqual([]);
  });

  test("leaves subscriptions of other fields, and those without an invalidation filter, alone", async () => {
    const { realtimeUrl, query } = await api({ "Mutation.leave": leaving });
    const client = await connect(realtimeUrl);
    await client.start("a", "subscription { opened { id } }");
    await client.start("b", "subscription { other { id } }");
    await query(LEAVE, { user: "ada", group: "g" });
    expect(await client.rest()).toEqual([]);
  });

  test("is done before the same mutation's news go out", async () => {
    const both = `extensions.invalidateSubscriptions({ subscriptionField: 'opened', payload: { userId: 'ada', groupId: 'g' } });
      return ctx.args.ticket;`;
    const { realtimeUrl, query } = await api({ ...fields, "Mutation.open": step({ response: both }) });
    const client = await connect(realtimeUrl);
    await client.start("a", 'subscription { opened(group: "ada") { id } }');
    await query(OPEN, { ticket: '{"group":"ada"}' });
    expect(await client.rest()).toEqual([{ id: "a", type: "complete" }]);
  });

  test("takes at most five distinct calls a request; equal ones count once", async () => {
    const leaveMany = step({
      response: `for (const n of ['1', '2', '3', '4', '5', '6'].slice(0, ctx.args.count)) {
          extensions.invalidateSubscriptions({ subscriptionField: 'opened', payload: { n } });
          extensions.invalidateSubscriptions({ subscriptionField: 'opened', payload: { n } });
        }
        return null;`,
    });
    const { query } = await api({ "Mutation.leaveMany": leaveMany });
    const leave = (count: number) => query(`mutation { leaveMany(count: ${count}) { id } }`);
    expect((await leave(5)).body.errors).toBeUndefined();
    expect((await leave(6)).body.errors).toMatchObject([{ errorType: "BadRequestException" }]);
  });

  test("of a subscription that the schema does not have fails, and the log names it", async () => {
    const wrong = step({
      response: "extensions.invalidateSubscriptions({ subscriptionField: 'nope', payload: {} }); return null;",
    });
    const { query, logs } = await api({ "Mutation.open": wrong });
    expect((await query(OPEN, { ticket: "{}" })).body.errors).toMatchObject([{ errorType: "Code" }]);
    expect(logs.at(-1)).toBe("Mutation.open: the schema has no subscription nope to invalidate");
  });
});
