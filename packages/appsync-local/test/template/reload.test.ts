import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { folderWith, handlers, ofApi, resolver, resource, start, template, write } from "./support.ts";

const PATIENCE = { timeout: 20_000, interval: 20 };
const answering = (text: string) => handlers(`return { payload: "${text}" };`);

function edited(code: string, table: object = {}) {
  return template("type Query { a: String count: Int } type Mutation { put: String }", {
    A: resolver("Query.a", { CodeS3Location: "a.js" }),
    Inline: resolver("Query.count", {
      Code: handlers("return { operation: 'Scan' };", "return ctx.result.items.length;"),
      DataSourceName: "Notes",
    }),
    Put: resolver("Mutation.put", {
      ...{
        DataSourceName: "Notes",
        Code: handlers(
          "return { operation: 'PutItem', key: util.dynamodb.toMapValues({ id: '1' }), attributeValues: {} };",
          code,
        ),
      },
    }),
    Notes: ofApi("DataSource", {
      Name: "Notes",
      Type: "AMAZON_DYNAMODB",
      DynamoDBConfig: { TableName: { Ref: "Table" } },
    }),
    Table: resource("AWS::DynamoDB::Table", {
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      ...table,
    }),
  });
}

async function open() {
  const folder = folderWith({ "a.js": answering("first"), "stack.json": edited("return 'put';") });
  const api = await start(join(folder, "stack.json"));
  const a = async () => (await api.query("{ a }")).data?.a;
  return { ...api, folder, a };
}

test("an edit of a resolver's file or of the template is served soon after, at the same address, with the same data", async () => {
  const { a, folder, query, notes } = await open();
  expect(await a()).toBe("first");
  await query("mutation { put }");
  write(join(folder, "a.js"), answering("second"));
  await vi.waitFor(async () => expect(await a()).toBe("second"), PATIENCE);
  expect(notes.at(-1)).toMatch(/^Reloaded in \d+ ms: Query\.a\.$/);
  write(join(folder, "stack.json"), edited("return 'put again';"));
  await vi.waitFor(
    async () => expect(await query("mutation { put }")).toEqual({ data: { put: "put again" } }),
    PATIENCE,
  );
  expect(await query("{ count }")).toEqual({ data: { count: 1 } });
});

test("a reload costs well under a second, and waits a fifth of one for the files to be still", async () => {
  const { folder, notes } = await open();
  const before = process.cpuUsage();
  write(join(folder, "a.js"), answering("second"));
  await vi.waitFor(() => expect(notes.at(-1)).toMatch(/^Reloaded/), PATIENCE);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(800);
});

test.each([
  ["a template that is no JSON", "stack.json", "{", "stack.json cannot be read as JSON"],
  ["a schema that is none", "stack.json", template("type Query {", {}), "schema:1:13 Syntax Error"],
])("%s is told, and the last good one goes on", async (_, file, content, message) => {
  const { a, folder, notes } = await open();
  write(join(folder, file), content);
  await vi.waitFor(() => expect(notes.at(-1)).toContain(message), PATIENCE);
  expect(notes.at(-1)).toMatch(/^Not reloaded, the last one goes on: /);
  expect(await a()).toBe("first");
  write(join(folder, "stack.json"), edited("return 'mended';"));
  await vi.waitFor(() => expect(notes.at(-1)).toMatch(/^Reloaded/), PATIENCE);
});

test("a file that went away is told, and read again when it is back", async () => {
  const { a, folder, notes } = await open();
  rmSync(join(folder, "a.js"));
  await vi.waitFor(() => expect(notes.at(-1)).toContain("Not local:"), PATIENCE);
  write(join(folder, "a.js"), answering("back"));
  await vi.waitFor(async () => expect(await a()).toBe("back"), PATIENCE);
});

test("a table whose keys have changed is made anew, and that is told", async () => {
  const { folder, query, notes } = await open();
  await query("mutation { put }");
  const AttributeDefinitions = ["id", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" }));
  const KeySchema = [
    { AttributeName: "id", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ];
  write(join(folder, "stack.json"), edited("return 'put';", { AttributeDefinitions, KeySchema }));
  await vi.waitFor(() => expect(notes.at(-1)).toContain("The table stack-Table was made anew and is empty"), PATIENCE);
  expect(await query("{ count }")).toEqual({ data: { count: 0 } });
});

test("with --no-watch nothing is reloaded", async () => {
  const folder = folderWith({ "a.js": answering("first"), "stack.json": edited("return 1;") });
  const { notes, query } = await start(join(folder, "stack.json"), "--no-watch");
  write(join(folder, "a.js"), answering("second"));
  expect((await query("{ a }")).data.a).toBe("first");
  expect(notes).toEqual([]);
});
