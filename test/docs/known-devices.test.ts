import { type OperationDefinitionNode, parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LONG } from "../service/person.ts";
import { addPoolUser } from "../service/pool-user.ts";
import { type Caller, codeIn, startTestService, type TestService } from "../service/support.ts";
import { textOf } from "../support/page-tables.ts";

/** docs/known-devices.md is followed word for word: its module and its operations are taken from the page and run. */

const page = textOf("known-devices.md");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, text]) => text as string);

interface Client {
  call(query: string, variables: object): Promise<Record<string, unknown>>;
  storage: { getItem(name: string): string | null; setItem(name: string, value: string): void };
  person: string;
}
interface Module {
  requestCode(client: Client, input: object): Promise<{ id: string; codeLength: number }>;
  checkCode(client: Client, input: object, remember: boolean): Promise<{ status: string }>;
}

const operations = new Map(
  blocks("graphql").map((text) => [(parse(text).definitions[0] as OperationDefinitionNode).name?.value, text]),
);
const followed = new Set<string>();
let service: TestService;
let frontend: Module;

beforeAll(async () => {
  service = await startTestService();
  const [module = ""] = blocks("js");
  frontend = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`);
});
afterAll(() => service.stop());

/** Runs an operation of the page. @returns the one field that was asked for */
// biome-ignore lint/suspicious/noExplicitAny: the fields differ from operation to operation
async function follow(caller: Caller, name: string, variables: object = {}): Promise<any> {
  followed.add(name);
  const { data, errors } = await caller(operations.get(name) as string, variables);
  expect(errors).toBeUndefined();
  return Object.values(data)[0];
}

/** A browser's storage. */
function emptyStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
    kept,
  };
}

/** A user of the pool with a browser that has kept nothing yet. */
async function newUser() {
  const { email, sub } = await addPoolUser(service);
  const caller = await service.user(email);
  const storage = emptyStorage();
  const call = async (query: string, variables: object) => {
    const { data, errors } = await caller(query, variables);
    if (errors) throw new Error(errors[0]?.errorType);
    return data;
  };
  const code = (pattern?: RegExp) => codeIn(service.lastMessageTo(email).text, pattern);
  return { email, sub, caller, code, storage, client: { call, storage, person: sub } };
}

const EMAIL = { channel: "EMAIL" };

test("S39 a frontend that follows docs/known-devices.md gets codes in when the common lane is used up by somebody with the password", async () => {
  const { client, code, storage, sub } = await newUser();
  const { id } = await frontend.requestCode(client, EMAIL);
  expect((await frontend.checkCode(client, { id, code: code() }, true)).status).toBe("VERIFIED");
  expect([...storage.kept.keys()]).toEqual([`otp-device:${sub}`]);

  const attacker = { ...client, storage: emptyStorage() };
  for (let n = 1; n < 5; n++) {
    service.advance(31);
    // One token is sent three times at most.
    await frontend.requestCode(attacker, { ...EMAIL, purpose: n % 2 ? "payment" : "login" });
  }
  service.advance(31);
  await expect(frontend.requestCode(attacker, EMAIL)).rejects.toThrow("Throttled");
  const own = await frontend.requestCode(client, EMAIL);
  expect((await frontend.checkCode(client, { id: own.id, code: code() }, true)).status).toBe("VERIFIED");
});

test("S40 S41 a person who follows docs/known-devices.md sees a device, forgets it, and is a stranger with its token, which the module deletes", async () => {
  const { client, caller, code, storage } = await newUser();
  const { id } = await frontend.requestCode(client, EMAIL);
  await frontend.checkCode(client, { id, code: code() }, true);
  const [deviceToken] = storage.kept.values();

  service.advance(31);
  await frontend.requestCode(client, EMAIL);
  const { items } = await follow(caller, "Tokens", { filter: { deviceToken } });
  expect(items).toMatchObject([{ purpose: "login" }]);

  const [device, ...others] = await follow(caller, "Devices");
  expect(others).toEqual([]);
  const asked = await follow(caller, "AskToManage", { input: { ...EMAIL, purpose: "manage-account", deviceToken } });
  const input = { id: asked.token.id, code: code(LONG) };
  const { stepUpToken } = await follow(caller, "StepUp", { input });
  expect(await follow(caller, "Forget", { input: { id: device.id, stepUpToken } })).toEqual({ devices: [] });

  service.advance(31);
  await frontend.requestCode(client, EMAIL);
  expect(storage.kept.size).toBe(0);
});

test("S39 somebody without a device asks in a lane of their own with the token that an operator hands over by docs/known-devices.md, and is known after the code", async () => {
  const { client, email, code, storage, sub } = await newUser();
  const operator = await service.operator();
  const asked = await follow(operator, "AskToManage", { input: { ...EMAIL, purpose: "operator" } });
  const input = { id: asked.token.id, code: codeIn(service.lastMessageTo("admin@example.com").text, LONG) };
  const { stepUpToken } = await follow(operator, "StepUp", { input });
  const { deviceToken } = await follow(operator, "Unlock", { input: { subject: sub, stepUpToken } });

  storage.setItem(`otp-device:${sub}`, deviceToken);
  service.advance(60);
  const { id } = await frontend.requestCode(client, EMAIL);
  expect(storage.kept.size).toBe(1);
  expect((await frontend.checkCode(client, { id, code: code() }, true)).status).toBe("VERIFIED");
  service.advance(2 * 3_600);
  const [device] = await follow(await service.user(email), "Devices");
  expect(new Date(device.expiresAt).getTime() - service.now()).toBeGreaterThan(89 * 24 * 3_600_000);
});

test("every operation of docs/known-devices.md was followed", () => {
  expect([...followed].toSorted()).toEqual([...operations.keys()].toSorted());
});
