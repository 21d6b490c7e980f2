import type { LambdaDataSource } from "appsync-local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import { describeApi } from "../../local/service/index.ts";
import { times } from "../support/thorough.ts";
import { addPoolUser, administrator } from "./pool-user.ts";
import { openRelay } from "./relay.ts";
import { addAccount, HOLD, messagesTo, NO_RESET_LIMITS, settled, stranger, WRONG_CODE } from "./resets.ts";
import { startTestService, type TestService } from "./support.ts";

/** Nobody can tell by an answer, nor by any call that the service makes, whether there is an account (S12). */

/** The stand-in has no users of an identity provider: Cognito's answer about these is made to look so. */
const FEDERATED = "federated-";
const federated = (operation: string, answer: string) =>
  operation === "AdminGetUser" && answer.includes(FEDERATED)
    ? answer.replace('"CONFIRMED"', '"EXTERNAL_PROVIDER"')
    : answer;

const relays = {
  KMS: await openRelay(),
  DYNAMODB: await openRelay(),
  COGNITO_IDENTITY_PROVIDER: await openRelay(federated),
};
let service: TestService;
beforeAll(async () => {
  // All of `limited+<n>@example.com` reach one mailbox, which may get one message a day.
  const resets = { ...NO_RESET_LIMITS.resets, destination: { quarterHour: 1, day: 1 } };
  service = await startTestService({ ...NO_RESET_LIMITS, resets }, undefined, {
    describe(parts) {
      const { environment = {} } = (parts.dataSources.Reset as LambdaDataSource).function;
      for (const [name, relay] of Object.entries(relays)) {
        environment[`AWS_ENDPOINT_URL_${name}`] = relay.to(environment[`AWS_ENDPOINT_URL_${name}`] as string);
      }
      return describeApi(parts);
    },
  });
  await addAccount(service, { email: "limited@example.com" });
  await stranger(service).request("limited@example.com");
});
afterAll(async () => {
  await service.stop(false);
  await Promise.all(Object.values(relays).map((relay) => relay.close()));
});

const asAdministrator = async <Result>(act: (cognito: ReturnType<typeof administrator>) => Promise<Result>) => {
  const cognito = administrator(service);
  return act(cognito).finally(() => cognito.destroy());
};

/** A name of each kind, of accounts that nobody has named yet. */
const KINDS: Record<string, (n: number) => Promise<string>> = {
  known: async () => (await addAccount(service)).email,
  unknown: async (n) => `unknown-${n}@example.com`,
  unverified: async () => (await addAccount(service, { email_verified: "false" })).email,
  federated: async (n) => (await addAccount(service, { email: `${FEDERATED}${n}@example.com` })).email,
  limited: async (n) => (await addAccount(service, { email: `limited+${n}@example.com` })).email,
  operator: async () => {
    const { email, pool } = await addAccount(service);
    await asAdministrator((cognito) => cognito.adminAddUserToGroup({ ...pool, GroupName: OPERATORS_GROUP }));
    return email;
  },
  disabled: async () => {
    const { email, pool } = await addAccount(service);
    await asAdministrator((cognito) => cognito.adminDisableUser(pool));
    return email;
  },
  invited: async () => (await addPoolUser(service)).email,
};

/** What is seen of the last call: its answer without ids, its header fields, and what it has called. */
function seen() {
  const blank = (text: string) => text.replace(/[0-9a-f]{64}/g, "id");
  const { "x-amzn-requestid": _, ...fields } = service.headers.at(-1) as Record<string, unknown>;
  return {
    answer: blank(service.answers.at(-1) as string),
    fields: { ...fields, date: null },
    calls: service.traces.at(-1)?.calls.map(({ milliseconds: _, ...call }) => call),
  };
}

/** Asks for a reset, guesses, asks again in the hold and after it, guesses again. @returns what is seen of each call, and what the follow-ups called */
async function course(username: string) {
  const someone = stranger(service);
  for (const { calls } of Object.values(relays)) calls.length = 0;
  const { id } = await someone.request(username);
  const steps = [seen()];
  const guess = async () => {
    await someone.reset(id, username, WRONG_CODE);
    steps.push(seen());
  };
  await guess();
  await someone.request(username);
  steps.push(seen());
  return { steps, guess, id, followUp: Object.values(relays).map(({ calls }) => [...calls].sort()) };
}

test(
  "S12 S43 known, unknown, unverified, federated, limited, disabled, invited and operators' accounts are answered in the same bytes, after the same calls",
  async () => {
    // Five calls of each kind in a round: a thousand in thorough numbers.
    const named = new Map<string, string>();
    for (let round = 0; round < times(1, 25); round++) {
      const names: [kind: string, username: string][] = [];
      for (const [kind, make] of Object.entries(KINDS)) {
        // A known account may have one message; the others are sent none, and named again.
        if (round === 0 || kind === "known") named.set(kind, await make(round));
        names.push([kind, named.get(kind) as string]);
      }
      const courses = new Map<string, Awaited<ReturnType<typeof course>>>();
      for (const [kind, username] of names) courses.set(kind, await course(username));
      service.advance(HOLD);
      const known = courses.get("known") as Awaited<ReturnType<typeof course>>;
      for (const [kind, username] of names) {
        const { steps, guess } = courses.get(kind) as typeof known;
        await stranger(service).request(username);
        steps.push(seen());
        await guess();
      }
      for (const [kind, { steps, followUp }] of courses) {
        expect(steps, kind).toEqual(known.steps);
        expect(followUp, kind).toEqual(known.followUp);
      }
      expect(known.steps.map(({ calls = [] }) => calls.length)).toEqual([3, 2, 1, 3, 2]);
      expect(known.followUp).toEqual([
        ["GenerateMac", "GenerateMac"],
        ["UpdateItem", "UpdateItem"],
        ["AdminGetUser", "AdminListGroupsForUser"],
      ]);
      const sent = names.filter(([, username]) => messagesTo(service, username).length > 0).map(([kind]) => kind);
      expect(sent).toEqual(["known"]);
      service.advance(300);
    }
  },
  times(60_000, 300_000),
);

test("S12 before the follow-up has recorded anything, or if it never does, a guess is charged and wrong as at any other time", async () => {
  const { email } = await addAccount(service);
  const remove = service.cognito.faults.inject({ operation: "AdminGetUser", errorType: "InternalErrorException" });
  const { id } = await stranger(service).request(email);
  remove();
  const failed = await stranger(service).reset(id, email, WRONG_CODE);
  const other = await stranger(service).request(`nobody-${email}`);
  expect(await stranger(service).reset(other.id, `nobody-${email}`, WRONG_CODE)).toEqual(failed);
  expect(failed.data.resetPassword).toEqual({ status: "WRONG_CODE", attemptsRemaining: 4 });
  const { data } = await stranger(service).ask(email);
  expect(data.requestPasswordReset.id).toBe(id);
  await settled(service);
});

test("S12 nothing of a name, an address or an account stands in the log of a follow-up", () => {
  for (const line of service.logs) expect(line).not.toContain("@example.com");
});
