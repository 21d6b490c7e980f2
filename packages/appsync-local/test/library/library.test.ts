import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signRequest } from "../../src/auth/sigv4.ts";
import { startDynamoDb } from "../../src/dynamodb/engine.ts";
import { serveHttp } from "../../src/http-server.ts";
import { gate } from "../../src/language/gate.ts";
import { serve, type TestApi } from "../support/api.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { bundleLibrary, describeLibrary } from "./description.ts";

/** The library: every feature of the runtime in one API, over the embedded engine, as a GraphQL client meets it. */

const credentials = { accessKeyId: "AKIALIBRARY", secretAccessKey: "library-secret" };
const backend = { accessKeyId: "AKIABACKEND", secretAccessKey: "backend-secret" };
let api: TestApi;
let pool: TestPool;
let folder: string;
const priceCalls: { url: string; headers: Record<string, string>; body: string }[] = [];
const cleanups: (() => unknown)[] = [];

/** A function as its bundle would be: answers blurbs, fails for one title, remembers reminders in its log. */
const DESK = `
exports.handler = async (event, context) => {
  if (event.remind) { console.log("reminded " + event.remind); return; }
  if (event.title === "Silence") throw new RangeError("nothing to say about Silence");
  return Array(event.words).fill(event.title).join(" ") + " " + process.env.SUFFIX + " " + (process.env.HOME ?? "no home");
};`;

async function startPrices(): Promise<string> {
  const { url, close } = await serveHttp(({ url, headers, body }) => {
    priceCalls.push({ url, headers, body: body.toString() });
    return { status: 200, headers: { "content-type": "application/json" }, body: '{"amount":9.5,"currency":"EUR"}' };
  });
  cleanups.push(close);
  return url;
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  await client.send(
    new CreateTableCommand({
      TableName: "library",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "gpk", "addedAt"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S" as const,
      })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "byShelf",
          KeySchema: [
            { AttributeName: "gpk", KeyType: "HASH" },
            { AttributeName: "addedAt", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
  client.destroy();
}

beforeAll(async () => {
  const engine = await startDynamoDb();
  cleanups.push(() => engine.stop());
  await createTable(engine.endpoint);
  pool = await startPool();
  cleanups.push(() => pool.close());
  folder = mkdtempSync(join(tmpdir(), "library-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const codePath = join(folder, "desk.cjs");
  writeFileSync(codePath, DESK);
  const description = describeLibrary({
    tableName: "library",
    table: {
      type: "AMAZON_DYNAMODB",
      tableName: "library",
      region: "us-east-1",
      endpoint: engine.endpoint,
      credentials,
    },
    desk: { type: "AWS_LAMBDA", function: { codePath, environment: { SUFFIX: "indeed" } } },
    prices: {
      type: "HTTP",
      endpoint: await startPrices(),
      awsIam: { signingRegion: "us-east-1", signingServiceName: "execute-api", credentials },
    },
    auth: {
      default: { type: "AMAZON_COGNITO_USER_POOLS", issuer: pool.issuer, appIdClientRegex: pool.clientId },
      additional: [
        { type: "API_KEY", keys: [{ key: "da2-test", expiresAt: Number.MAX_SAFE_INTEGER }] },
        {
          type: "AWS_IAM",
          region: "us-east-1",
          principals: [
            {
              ...backend,
              accountId: "123456789012",
              userArn: "arn:aws:sts::123456789012:assumed-role/shop/session",
              username: "AROASHOP:session",
              allow: ["Query/*", "BookPage/*", "Book/*"],
            },
          ],
        },
      ],
    },
  });
  api = await serve(description, {}, (close) => cleanups.unshift(close));
});

afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
});

async function asUser(query: string, variables: unknown = {}, user = "reader", groups?: string[]) {
  const token = await pool.idToken(user, groups ? { "cognito:groups": groups } : {});
  return (await api.query(query, variables, { "x-api-key": undefined, authorization: token })).body;
}

async function asBackend(query: string) {
  const url = new URL(api.url);
  const body = JSON.stringify({ query });
  const request = { method: "POST", url, headers: { "content-type": "application/json" }, body };
  const headers = await signRequest(request, {
    region: "us-east-1",
    service: "appsync",
    credentials: backend,
    date: new Date(),
  });
  return (await api.post(body, { ...headers, "x-api-key": undefined, host: undefined })).body;
}

const ADD =
  "mutation Add($input: AddBookInput!) { addBook(input: $input) { id title shelf year copies tags details homepage addedAt revision } }";
const add = async (input: object) => (await asUser(ADD, { input })).data.addBook;

describe("items", () => {
  test("PutItem: a book is added with its scalars, and read again by GetItem", async () => {
    const input = {
      title: "Emma",
      year: 1815,
      tags: ["novel"],
      details: '{"pages":474}',
      homepage: "https://example.com/emma",
    };
    const book = await add(input);
    expect(book).toMatchObject({
      title: "Emma",
      shelf: "new",
      year: 1815,
      copies: 1,
      tags: ["novel"],
      homepage: input.homepage,
      revision: 1,
    });
    expect(JSON.parse(book.details)).toEqual({ pages: 474 });
    const { data } = (await api.query("query B($id: ID!) { book(id: $id) { title addedAt details } }", { id: book.id }))
      .body;
    expect(data.book).toEqual({ title: "Emma", addedAt: book.addedAt, details: book.details });
  });

  test("a missing item is null, no error", async () => {
    expect((await api.query('{ book(id: "none") { title } }')).body).toEqual({ data: { book: null } });
  });

  test("bad input is refused by the handler before anything is written", async () => {
    const body = await asUser(ADD, { input: { title: "?" } });
    expect(body).toMatchObject({
      data: { addBook: null },
      errors: [{ errorType: "InvalidInput", errorInfo: { field: "title" } }],
    });
    expect(api.traces.at(-1)?.calls).toEqual([]);
  });

  test("appendError warns and the value still comes; a response header is set", async () => {
    const token = await pool.idToken("reader");
    const answer = await api.query(
      ADD,
      { input: { title: "Many", copies: 100 } },
      { "x-api-key": undefined, authorization: token },
    );
    expect(answer.body.data.addBook.copies).toBe(100);
    expect(answer.body.errors).toMatchObject([{ path: ["addBook"], errorType: "Warning" }]);
    expect(answer.headers.get("x-library-book")).toBe(answer.body.data.addBook.id);
  });

  test("UpdateItem on a condition: done once, then Conflict with the item as it is, filtered by the selection", async () => {
    const { id } = await add({ title: "Old" });
    const rename = 'mutation R($id: ID!) { renameBook(id: $id, title: "New", revision: 1) { title revision } }';
    expect((await asUser(rename, { id })).data.renameBook).toEqual({ title: "New", revision: 2 });
    expect(await asUser(rename, { id })).toMatchObject({
      data: { renameBook: null },
      errors: [{ errorType: "Conflict", data: { title: "New", revision: 2 }, errorInfo: { revision: 2 } }],
    });
  });

  test("DeleteItem gives what was there; of a missing item it is success and null", async () => {
    const { id } = await add({ title: "Gone" });
    const remove = "mutation R($id: ID!) { removeBook(id: $id) { title } }";
    expect(await asUser(remove, { id })).toEqual({ data: { removeBook: { title: "Gone" } } });
    expect(await asUser(remove, { id })).toEqual({ data: { removeBook: null } });
  });
});

describe("lists", () => {
  const PAGE = `query P($shelf: String!, $since: Int, $limit: Int, $nextToken: String) {
    books(shelf: $shelf, since: $since, limit: $limit, nextToken: $nextToken) { items { title } nextToken scanned } }`;
  const page = async (variables: object) => (await api.query(PAGE, variables)).body;

  test("Query: an index is paged by opaque tokens, each book once", async () => {
    for (const title of ["A", "B", "C"]) await add({ title, shelf: "paged" });
    const first = (await page({ shelf: "paged", limit: 2 })).data.books;
    expect(first.items).toHaveLength(2);
    const second = (await page({ shelf: "paged", limit: 2, nextToken: first.nextToken })).data.books;
    const titles = [...first.items, ...second.items].map(({ title }) => title);
    expect(titles.sort()).toEqual(["A", "B", "C"]);
    expect(first.nextToken).not.toContain("paged");
    expect(Buffer.from(first.nextToken, "base64").toString("latin1")).not.toContain("SHELF");
  });

  test("a filter made by util.transform drops items after they were read", async () => {
    for (const year of [1800, 1900]) await add({ title: `Y${year}`, shelf: "filtered", year });
    expect((await page({ shelf: "filtered", since: 1850 })).data.books).toMatchObject({
      items: [{ title: "Y1900" }],
      scanned: 2,
    });
  });

  test("a made-up nextToken is an error, not a page", async () => {
    const body = await page({ shelf: "paged", nextToken: Buffer.from("made up").toString("base64") });
    expect(body.data).toBeNull();
    expect(body.errors[0].errorType).toMatch(/^DynamoDB:|BadRequest/);
  });

  test("Scan, for a backend that signs with IAM", async () => {
    const { data, errors } = await asBackend("{ allBooks(limit: 100) { items { title } } }");
    expect(errors).toBeUndefined();
    expect(data.allBooks.items.length).toBeGreaterThan(0);
  });

  test("BatchPutItem, BatchGetItem and BatchDeleteItem", async () => {
    const { data } = await asUser(
      'mutation { addBooks(inputs: [{ title: "One" }, { title: "Two" }]) { id title } }',
      {},
      "ada",
      ["librarian"],
    );
    expect(data.addBooks.map(({ title }: { title: string }) => title)).toEqual(["One", "Two"]);
    const ids = data.addBooks.map(({ id }: { id: string }) => id);
    const read = await api.query("query B($ids: [ID!]!) { booksById(ids: $ids) { title } }", { ids: [...ids, "none"] });
    expect(read.body.data.booksById).toEqual([{ title: "One" }, { title: "Two" }, null]);
    expect((await asUser("mutation R($ids: [ID!]!) { removeBooks(ids: $ids) }", { ids })).data.removeBooks).toBe(2);
  });
});

describe("pipelines and transactions", () => {
  const BORROW = "mutation B($id: ID!) { borrow(id: $id) { id reader dueAt } }";

  test("TransactWriteItems writes all items or no item, and the reasons say which was refused", async () => {
    const { id } = await add({ title: "Lent" });
    expect((await asUser(BORROW, { id })).data.borrow).toMatchObject({ id: `${id}-reader`, reader: "reader" });
    expect((await asUser(BORROW, { id }, "late")).errors).toMatchObject([
      { errorType: "NotLent", message: "no copy is left", errorInfo: { types: ["ConditionCheckFailed", "None"] } },
    ]);
    const { data } = await asUser("query B($id: ID!) { book(id: $id) { copies loans { reader } } }", { id });
    expect(data.book).toEqual({ copies: 0, loans: [{ reader: "reader" }] });
  });

  test("TransactGetItems reads both as of one moment", async () => {
    const { id } = await add({ title: "Both" });
    const { data } = await asUser('query B($id: ID!) { bookAndLoan(id: $id, reader: "nobody") }', { id });
    expect(JSON.parse(data.bookAndLoan)).toEqual({ book: "Both", due: null });
  });

  test("a step that returns early to END is the last; one that is unauthorized ends the field", async () => {
    const { data } = await asUser(BORROW, { id: "any" }, "curator");
    expect(data.borrow).toMatchObject({ reader: "curator" });
    expect(api.traces.at(-1)?.calls).toEqual([]);
  });

  test("a request's calls are traced, counted and timed, with the capacity they consumed", async () => {
    const { id } = await add({ title: "Traced" });
    await asUser(BORROW, { id });
    const { calls, operationName } = api.traces.at(-1) ?? { calls: [] };
    expect(operationName).toBe("B");
    expect(calls.map((call) => [call.resolver, call.function, call.dataSource, call.operation])).toEqual([
      ["Mutation.borrow", "findReader", "none", "None"],
      ["Mutation.borrow", "lend", "table", "TransactWriteItems"],
    ]);
    expect(calls[1]?.capacityUnits).toBeGreaterThanOrEqual(4);
    expect(calls[1]?.milliseconds).toBeGreaterThan(0);
  });
});

describe("functions and services", () => {
  const WITH = (selection: string) => `query B($id: ID!) { book(id: $id) { title ${selection} } }`;
  const ask = async (selection: string, title = "Emma") => {
    const { id } = await add({ title });
    return (await api.query(WITH(selection), { id })).body;
  };

  test("Lambda Invoke: the payload goes in and out, and the function sees its own environment and no other", async () => {
    expect((await ask("blurb(words: 2)")).data.book.blurb).toBe("Emma Emma indeed no home");
  });

  test("a function that throws is Lambda:Unhandled with its message, and the rest of the book still comes", async () => {
    const body = await ask("blurb", "Silence");
    expect(body.data.book).toEqual({ title: "Silence", blurb: null });
    expect(body.errors).toMatchObject([
      { path: ["book", "blurb"], errorType: "Lambda:Unhandled", message: "nothing to say about Silence" },
    ]);
  });

  test("Lambda Event: answered at once, done later", async () => {
    expect((await asUser('mutation { remind(id: "7") }')).data.remind).toBe(true);
    await expect.poll(() => api.logs.join("\n")).toContain("reminded 7");
  });

  test("HTTP: a request signed with SigV4, its answer parsed by the handler", async () => {
    const body = await ask("price { amount currency }");
    expect(body.data.book.price).toEqual({ amount: 9.5, currency: "EUR" });
    const { url, headers, body: sent } = priceCalls.at(-1) ?? { url: "", headers: {}, body: "" };
    expect(url).toBe("/price?currency=EUR");
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIALIBRARY\/\d{8}\/us-east-1\/execute-api\/aws4_request/,
    );
    expect(JSON.parse(sent)).toHaveProperty("id");
  });

  test("faults: a data source is made to fail, for so many calls", async () => {
    api.faults.inject({ dataSource: "prices", kind: "throttling", times: 1 });
    expect((await ask("price { amount }")).errors).toMatchObject([{ errorType: "NoPrice" }]);
    expect((await ask("price { amount }")).data.book.price).toEqual({ amount: 9.5 });
    api.faults.inject({ dataSource: "table", operation: "TransactWriteItems", kind: "conflict", times: 1 });
    const { id } = await add({ title: "Contended" });
    expect(
      (await asUser("mutation B($id: ID!) { borrow(id: $id) { id } }", { id })).errors[0].errorInfo.types,
    ).toContain("TransactionConflict");
  });
});

describe("who may what", () => {
  test("the default mode's fields are not for other modes", async () => {
    expect((await api.query("{ me { id } }")).body).toMatchObject({
      data: { me: null },
      errors: [{ path: ["me"], errorType: "Unauthorized", message: "Not Authorized to access me on type Query" }],
    });
    expect((await asUser("{ me { id name how } }")).data.me).toEqual({
      id: "reader",
      name: "reader",
      how: "User Pool Authorization",
    });
  });

  test("groups open fields, of operations and of types", async () => {
    expect((await asUser("{ staff }")).errors).toMatchObject([{ errorType: "Unauthorized" }]);
    expect((await asUser("{ staff }", {}, "ada", ["librarian"])).data.staff).toEqual(["Ada", "Grace"]);
    const { id } = await add({ title: "Cost" });
    expect((await asUser("query B($id: ID!) { book(id: $id) { title cost } }", { id })).data.book).toEqual({
      title: "Cost",
      cost: null,
    });
  });

  test("every type that a field reaches needs the directive too", async () => {
    const body = (await api.query('{ book(id: "x") { loans { id } } anything { id ... on Loan { reader } } }')).body;
    expect(body.data.anything).toEqual([{ id: "b" }, { id: "l", reader: "r" }]);
    const { id } = await add({ title: "Mine" });
    const denied = (await api.query("query B($id: ID!) { book(id: $id) { title loans { id } } }", { id })).body;
    expect(denied).toMatchObject({
      data: { book: { title: "Mine", loans: null } },
      errors: [{ path: ["book", "loans"], errorType: "Unauthorized" }],
    });
  });

  test("an IAM principal reaches what its policy allows and its mode may", async () => {
    expect((await asBackend('mutation { removeBook(id: "x") { id } }')).errors).toMatchObject([
      { errorType: "Unauthorized" },
    ]);
    expect((await asBackend("{ staff }")).errors).toMatchObject([{ errorType: "Unauthorized" }]);
  });

  test("a token of nobody's, a bad signature and no credentials at all are 401", async () => {
    const answers = await Promise.all([
      api.query("{ me { id } }", {}, { "x-api-key": undefined, authorization: "eyJhbGciOiJub25lIn0.e30." }),
      api.query("{ me { id } }", {}, { "x-api-key": undefined, authorization: `${await pool.idToken("reader")}x` }),
      api.query("{ me { id } }", {}, { "x-api-key": undefined }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});

describe("the bundles", () => {
  test("pass the gate: what runs here is what AppSync takes", () => {
    expect(gate(bundleLibrary())).toEqual([]);
  });
});
