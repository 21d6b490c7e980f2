import type { Fault } from "appsync-local";
import { startDynamoDb } from "appsync-local/dynamodb";
import { expect, vi } from "vitest";
import { CHECK_KEY, CODE_KEY } from "../../local/service/index.ts";
import { type Struck, type Trouble, wires } from "./faulty-wires.ts";
import { type Fate, hurry, meet } from "./mortal-function.ts";
import { openTable } from "./slot-table.ts";
import { type Answer, startTestService } from "./support.ts";

/** Shared parts of the fault matrices: the ways to break a call, and what must hold for every answer. */

const PLENTY = { quarterHour: 100, day: 1_000 };

/** A service of which every dependency can be broken. The test file mocks the data sources with `through` to make that possible. */
export async function startFaultyService() {
  const engine = await startDynamoDb();
  const sends = { subject: PLENTY, destination: PLENTY };
  const service = await startTestService({ sends }, wires.table.to(engine.endpoint));
  const table = openTable(service);
  return {
    ...service,
    deadline: watchDeadline(),
    /** Reads an item of a person whom a backend serves. */
    item: <Item>(subject: string, sk: string) => table.read<Item>(`role:shop|s|${subject}`, sk),
    async stop() {
      vi.restoreAllMocks();
      await table.close();
      await service.stop();
      await engine.stop();
      for (const wire of Object.values(wires)) await wire.close();
    },
  };
}

export type FaultyService = Awaited<ReturnType<typeof startFaultyService>>;

/** AppSync's time limit for a request. Tests do not wait for it: they make the newest timer expire. */
const LIMIT_MILLISECONDS = 30_000;

function watchDeadline() {
  const real = globalThis.setTimeout;
  let last = () => {};
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((work: () => void, milliseconds: number, ...rest: []) => {
    if (milliseconds === LIMIT_MILLISECONDS) last = work;
    return real(work, milliseconds, ...rest);
  }) as typeof setTimeout);
  return { isOver: () => last() };
}

type Kind = Exclude<Fault["kind"], "delay">;

/** One way to break a call. */
export type Break = { name: string } & (
  | { kind: Kind }
  | { trouble: Trouble; times: number; remaining?: number }
  | { errorType: string; status: number; times: number }
  | { fate: Fate }
);

/** Faults of the data source, as AppSync reports them to the step. */
export const told = (kind: Kind): Break => ({ name: `reported by the data source: ${kind}`, kind });

/** Faults of the connection. */
export const wired = (trouble: Trouble, times = 1): Break => ({
  name: `on the wire: ${typeof trouble === "string" ? trouble : JSON.stringify(trouble)}, ${times} times`,
  trouble,
  times,
});

/** A call that takes longer than the function's remaining time. */
export const tooSlow = (trouble: "stalled" | "held"): Break => ({
  name: `on the wire: ${trouble} for longer than the function has`,
  trouble,
  times: 1,
  remaining: 900,
});

/** An error of the service itself, for each try or for a number of tries. */
export const refused = (errorType: string, status: number, times = 9): Break => ({
  name: `refused: ${errorType}, ${times} times`,
  errorType,
  status,
  times,
});

/** The function dies. */
export const fated = (when: Fate["when"], how: Fate["how"], answer?: unknown): Break => ({
  name: `the function ${how} ${JSON.stringify(answer) ?? ""} ${when} sending`,
  fate: { when, how, answer },
});

export type TableCall = "BatchGetItem" | "TransactWriteItems" | "UpdateItem" | "GetItem" | "Query";
/** Calls from the steps, and calls from the send function. */
export type Call =
  | `Tokens ${TableCall}`
  | "Kms POST"
  | "Send Invoke"
  | "GenerateMac code"
  | "GenerateMac check"
  | "SendEmail"
  | "Publish";

const INSIDE = "canary of the inside";

function breakCall(service: FaultyService, call: Call, how: Break, after: number): Struck & { mend(): void } {
  const [one = "", operation = ""] = call.split(" ");
  const nowhere = { reached: Promise.resolve(), release: () => Promise.resolve(), mend() {} };
  if ("kind" in how) {
    // These two are statuses without a message.
    const mute = one === "Kms" && ["throttling", "conflict"].includes(how.kind);
    const words = mute ? {} : { message: INSIDE };
    const fault: Fault = { dataSource: one, operation, kind: how.kind, times: 1, after, ...words };
    return { ...nowhere, mend: service.endpoint.api.faults.inject(fault) };
  }
  if ("fate" in how) {
    meet(how.fate);
    return nowhere;
  }
  if ("errorType" in how) {
    const { errorType, status, times } = how;
    const fault = { errorType, status, times, message: INSIDE };
    if (call === "SendEmail" || call === "Publish")
      return { ...nowhere, mend: service.messages.faults.inject({ ...fault, operation: call }) };
    return { ...nowhere, mend: service.kms.faults.inject({ ...fault, operation: "GenerateMac" }) };
  }
  if (how.remaining) hurry(how.remaining);
  const [wire, text] = wireOf(call);
  return { ...wire.strike(text, how.trouble, how.times, after), mend: () => wire.mend() };
}

function wireOf(call: Call) {
  if (call === "Kms POST") return [wires.kms, "GenerateMac"] as const;
  if (call === "GenerateMac code") return [wires.functionKms, CODE_KEY] as const;
  if (call === "GenerateMac check") return [wires.functionKms, CHECK_KEY] as const;
  if (call === "SendEmail") return [wires.messages, "/v2/email/outbound-emails"] as const;
  if (call === "Publish") return [wires.messages, "Action=Publish"] as const;
  return [wires.table, call.replace("Tokens ", "DynamoDB_20120810.")] as const;
}

/** The closed list of errors. A fault must not show AppSync's own `Unauthorized`, `Code`, `MappingTemplate` or a data source's type. */
const LISTED = new Set([
  ...["InvalidInput", "Throttled", "DestinationNotAllowed", "DeliveryFailed", "IdempotencyMismatch"],
  ...["Conflict", "NotFound", "InternalError"],
]);
/** AppSync's own error for a request that took too long, for which no step runs. */
const OUT_OF_TIME = "ExecutionTimeout";
const INSIDES = /canary|dynamo|kms|lambda|\bses\b|\bsns\b|sdk|transaction|unhandled|runtime|tokens|arn:|127\.|alias/i;

/** Gives the outcome of an answer: an error's type, or a status. Checks that it is one listed error that shows nothing internal. */
export function said({ data, errors }: Answer, { outOfTime = false } = {}): string {
  const [payload] = Object.values(data ?? {}) as ({ status?: string; token?: { status: string } } | null)[];
  if (!errors) return payload?.status ?? payload?.token?.status ?? "an answer";
  expect(errors).toHaveLength(1);
  const [{ errorType, message, errorInfo, path }] = errors as [NonNullable<typeof errors>[number]];
  if (outOfTime) expect(errorType).toBe(OUT_OF_TIME);
  else expect(LISTED).toContain(errorType);
  expect(`${message} ${JSON.stringify(errorInfo)}`).not.toMatch(INSIDES);
  if ((path as unknown[]).length === 1) expect(payload).toBeNull();
  return errorType;
}

/**
 * Breaks a call during a request. If the call hangs, the time of the request then runs out, or that of the function, which
 * answers with an error.
 *
 * @param after the number of calls of its kind that pass first
 * @returns the answer, its outcome, and a function that releases a hanging call
 */
export async function suffer(service: FaultyService, call: Call, how: Break, ask: () => Promise<Answer>, after = 0) {
  const broken = breakCall(service, call, how, after);
  const stands = "trouble" in how && (how.trouble === "stalled" || how.trouble === "held");
  const outOfTime = stands && how.remaining === undefined;
  const asking = ask();
  if (outOfTime) {
    await broken.reached;
    service.deadline.isOver();
  }
  const answer = await asking;
  broken.mend();
  return { answer, said: said(answer, { outOfTime }), goOn: stands ? broken.release : async () => {} };
}
