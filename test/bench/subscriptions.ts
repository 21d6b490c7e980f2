import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { API_KEY } from "./bench-api.ts";

/**
 * Measures what it costs the runtime to tell 1,000 subscribers of one change, beside a bare WebSocket server, in processor time of
 * each server's own process.
 */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench:subscriptions\n\nPrints processor time a change told to 1,000 subscribers, and ratios. Takes half a minute.",
  );
  process.exit();
}

const SUBSCRIBERS = 1_000;
const CHANGES = 50;
const WARM_UP = 20;
const QUERY = "mutation C($id: ID!, $text: String!) { change(id: $id, text: $text) { id text } }";

interface Told {
  /** Milliseconds of processor time a change. */
  milliseconds: number;
  close(): void;
}

async function measure(file: string, queryOf: (subscriber: number) => string): Promise<Told> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)));
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const host = `127.0.0.1:${port}`;
  const authorization = { host, "x-api-key": API_KEY };
  const header = Buffer.from(JSON.stringify(authorization)).toString("base64url");
  let heard = 0;
  let allHeard = () => {};
  const sockets: WebSocket[] = [];
  for (let index = 0; index < SUBSCRIBERS; index += 1) {
    const socket = new WebSocket(`ws://${host}/graphql/realtime?header=${header}&payload=e30=`, "graphql-ws");
    await once(socket, "open");
    const data = JSON.stringify({ query: queryOf(index) });
    socket.send(JSON.stringify({ id: "s", type: "start", payload: { data, extensions: { authorization } } }));
    await once(socket, "message");
    socket.on("message", () => {
      heard += 1;
      if (heard === SUBSCRIBERS) allHeard();
    });
    sockets.push(socket);
  }
  const change = async (id: number) => {
    heard = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    allHeard = resolve;
    const body = JSON.stringify({ query: QUERY, variables: { id: `${id}`, text: "changed" } });
    await (await fetch(`http://${host}/graphql`, { method: "POST", headers: { "x-api-key": API_KEY }, body })).text();
    await promise;
  };
  for (let id = 0; id < WARM_UP; id += 1) await change(id);
  const before = await cpuTime(child);
  for (let id = 0; id < CHANGES; id += 1) await change(id);
  const milliseconds = ((await cpuTime(child)) - before) / CHANGES;
  const close = () => {
    for (const socket of sockets) socket.terminate();
    child.disconnect();
  };
  return { milliseconds, close };
}

async function cpuTime(child: ChildProcess): Promise<number> {
  child.send("cpu");
  const [{ milliseconds }] = (await once(child, "message")) as [{ milliseconds: number }];
  return milliseconds;
}

const servers: Record<string, Told> = {
  "bare WebSocket server": await measure("serve-bare-sockets.ts", () => ""),
  "equal subscriptions": await measure("serve-subscriptions.ts", () => "subscription { changed { id text } }"),
  "subscriptions that all differ": await measure(
    "serve-subscriptions.ts",
    (subscriber) => `subscription { changed { id text${subscriber}: text } }`,
  ),
};
const [[base, floor], ...others] = Object.entries(servers) as [[string, Told], ...[string, Told][]];
for (const [name, { milliseconds }] of Object.entries(servers))
  console.log(
    `${name}: ${milliseconds.toFixed(1)} ms of processor time to tell ${SUBSCRIBERS} subscribers of one change`,
  );
for (const [name, { milliseconds }] of others)
  console.log(`${name} / ${base}: ${(milliseconds / floor.milliseconds).toFixed(2)} x the processor time`);
for (const { close } of Object.values(servers)) close();
