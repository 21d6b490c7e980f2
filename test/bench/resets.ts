import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startService } from "../../local/service/index.ts";
import { DEFAULTS } from "../../settings/schema.ts";

/**
 * Compares the times of `requestPasswordReset` and `resetPassword` for an account with those for a name that is none (S12), by the two-sided test of
 * Mann and Whitney, which needs no assumption about how times are spread. What follows a request runs beside the next one, as on AWS.
 *
 * `npm run bench:resets [pairs]` ends with 1 if a difference is less likely than one in a thousand by chance.
 */

const PAIRS = Number(process.argv[2] ?? 500);
/** The two-sided quantile of the normal distribution for one in a thousand. */
const CRITICAL = 3.29;
const KNOWN = "user@example.com";
const PLENTY = { quarterHour: 100, day: 1_000 };

/** Gives the z value of the rank sum of the first sample; equal values share their ranks. */
function rankSumZ(one: number[], other: number[]): number {
  const all = [...one.map((value) => ({ value, own: true })), ...other.map((value) => ({ value, own: false }))];
  all.sort((a, b) => a.value - b.value);
  let sum = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to++;
    const rank = (from + to + 1) / 2;
    sum += rank * all.slice(from, to).filter(({ own }) => own).length;
    from = to;
  }
  const [n, m] = [one.length, other.length];
  return (sum - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const folder = mkdtempSync(join(tmpdir(), "otp-resets-"));
let now = Date.UTC(2026, 10, 1);
const resets = { ...DEFAULTS.resets, subject: PLENTY, destination: PLENTY };
const service = await startService({ folder, settings: { ...DEFAULTS, resets }, port: 0, clock: () => now });
const { graphqlUrl, apiKey } = service.outputs;

async function timed(query: string, input: object) {
  const began = performance.now();
  const answer = await fetch(graphqlUrl, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": apiKey },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data } = (await answer.json()) as { data: Record<string, { id: string } | null> };
  return { milliseconds: performance.now() - began, payload: Object.values(data)[0] };
}

const ASK = "mutation Ask($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { id } }";
const RESET = "mutation Reset($input: ResetPasswordInput!) { resetPassword(input: $input) { status } }";
const times = { requestPasswordReset: [[], []], resetPassword: [[], []] } as Record<string, [number[], number[]]>;
const guess = { code: "000000000000", newPassword: "New-Passw0rd!2" };

for (let pair = 0; pair < PAIRS; pair++) {
  const names = [KNOWN, "none@example.com"];
  // The order changes, so that whatever the first call of a pair costs falls on both.
  for (const which of pair % 2 === 0 ? [0, 1] : [1, 0]) {
    const username = names[which] as string;
    const asked = await timed(ASK, { username, channel: "EMAIL" });
    const guessed = await timed(RESET, { id: asked.payload?.id ?? "x", username, ...guess });
    if (pair < 20) continue; // the first ones warm it up
    times.requestPasswordReset?.[which]?.push(asked.milliseconds);
    times.resetPassword?.[which]?.push(guessed.milliseconds);
  }
  now += 960_000;
}
await service.close();
rmSync(folder, { recursive: true, force: true });

for (const [field, [known, unknown]] of Object.entries(times)) {
  const z = rankSumZ(known, unknown);
  const medians = [known, unknown].map((sample) => median(sample).toFixed(2)).join(" and ");
  console.log(
    `${field}: ${known.length} pairs, medians ${medians} ms, z = ${z.toFixed(2)} (above ${CRITICAL} they differ)`,
  );
  if (Math.abs(z) > CRITICAL) process.exitCode = 1;
}
