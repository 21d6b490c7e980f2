import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHmac, createPublicKey } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import express from "express";
import { decodeJwt, errors } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { requireProof } from "../../examples/verify-proof/express.ts";
import { type Expected, proofVerifier } from "../../examples/verify-proof/verify-proof.ts";
import { newClient, signedCaller } from "../service/api-client.ts";
import { proofOf } from "../service/proofs.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { anEvent, putEvents, startReceiver } from "../service/webhook-receiver.ts";

/** Every sample of examples/verify-proof accepts a right proof with nothing but the published keys, and refuses the others. */

const FOLDER = fileURLToPath(new URL("../../examples/verify-proof/", import.meta.url));
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

let service: TestService;
let expected: Expected;
let right: string;
/** Proofs, and texts that are none, by what is wrong with them. */
const wrong = new Map<string, string>();

beforeAll(async () => {
  service = await startTestService();
  const { jwksUrl, proofIssuer } = service.outputs;
  // An API client's, because its events are signed by the same key.
  const receiver = await startReceiver();
  const key = await newClient(service, { webhookUrl: receiver.url });
  const caller = signedCaller(service, key);
  const tenant = `client:${key.clientId}`;
  expected = { jwksUrl, issuer: `${proofIssuer}/${tenant}`, audience: tenant, purpose: "login" };
  // The samples look at the clock of this machine.
  const toNow = (secondsAgo: number) => service.advance(Math.floor((Date.now() - service.now()) / 1000) - secondsAgo);
  toNow(400);
  wrong.set("an expired one", await proofOf(service, {}, caller));
  toNow(0);
  right = await proofOf(service, {}, caller);
  wrong.set("another purpose's", await proofOf(service, { purpose: "payment" }, caller));
  wrong.set("another tenant's", await proofOf(service, {}, service.backend(1)));
  const [head = "", body = "", signature = ""] = right.split(".");
  const claims = decodeJwt(right);
  wrong.set("one whose subject was altered", `${head}.${encoded({ ...claims, sub: "other" })}.${signature}`);
  wrong.set(
    "one whose end was moved",
    `${head}.${encoded({ ...claims, exp: (claims.exp as number) + 60 })}.${signature}`,
  );
  const header = { typ: "otp-proof+jwt", kid: "1" };
  wrong.set("one of alg none", `${encoded({ alg: "none", ...header })}.${body}.`);
  const [jwk] = (await (await fetch(jwksUrl)).json()).keys;
  const pem = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
  const forged = `${encoded({ alg: "HS256", ...header })}.${body}`;
  wrong.set(
    "one of HS256 by the public key",
    `${forged}.${createHmac("sha256", pem).update(forged).digest("base64url")}`,
  );
  wrong.set("one of an unknown key", `${encoded({ alg: "RS256", ...header, kid: "9" })}.${body}.${signature}`);
  wrong.set(
    "a user's ID token",
    (await service.cognito.tokensOf("user@example.com", service.outputs.userPoolClientId)).IdToken,
  );
  await putEvents(service, [anEvent(service, tenant, { type: "otp.verified", subject: decodeJwt(right).sub ?? "" })]);
  await service.webhooks.deliver();
  wrong.set("an event that a webhook of the same tenant gets", receiver.take()[0]?.body as string);
  await receiver.close();
  wrong.set("no JWT", "proof");
  wrong.set("JSON that is no object", `${encoded([])}.${encoded([])}.${signature}`);
  wrong.set("nothing", "");
});
afterAll(() => service.stop());

/** What a sample answers: the subject of a proof that it accepts, null for one that it refuses. */
type Check = (proof: string, what: Expected) => Promise<string | null>;

const WRONG = [
  ...["an expired one", "another purpose's", "another tenant's", "one whose subject was altered"],
  ...["one whose end was moved", "one of alg none", "one of HS256 by the public key", "one of an unknown key"],
  ...[
    "a user's ID token",
    "an event that a webhook of the same tenant gets",
    "no JWT",
    "JSON that is no object",
    "nothing",
  ],
];

function holdsWith(check: Check): void {
  test("S36 F30 accepts a right one, and nothing but the issuer, audience and purpose that it was told", async () => {
    expect(await check(right, expected)).toBe(decodeJwt(right).sub);
    for (const name of ["issuer", "audience", "purpose"]) {
      expect(await check(right, { ...expected, [name]: "other" }), name).toBeNull();
    }
  });

  test("S36 F30 refuses every other text", async () => {
    expect([...wrong.keys()].sort()).toEqual(WRONG.toSorted());
    for (const name of WRONG) expect(await check(wrong.get(name) as string, expected), name).toBeNull();
  });
}

describe("the sample for jose", () => {
  holdsWith(async (proof, what) => {
    try {
      return (await proofVerifier(what)(proof)).sub as string;
    } catch (error) {
      expect(error).toBeInstanceOf(errors.JOSEError);
      return null;
    }
  });
});

describe("the Express middleware", () => {
  holdsWith(async (proof, what) => {
    const app = express().get("/orders", requireProof(what), (_, response) => {
      response.json(response.locals.proof);
    });
    const server = app.listen(0, "127.0.0.1");
    try {
      await new Promise((listening) => server.once("listening", listening));
      const { port } = server.address() as AddressInfo;
      const answer = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { "x-otp-proof": proof } });
      if (answer.status === 401) return null;
      return (await answer.json()).sub;
    } finally {
      server.close();
    }
  });
});

const environmentOf = ({ jwksUrl, issuer, audience, purpose }: Expected) => ({
  JWKS_URL: jwksUrl,
  ISSUER: issuer,
  AUDIENCE: audience,
  PURPOSE: purpose,
});

describe("the authorizer for API Gateway", () => {
  holdsWith(async (proof, what) => {
    vi.resetModules();
    for (const [name, value] of Object.entries(environmentOf(what))) vi.stubEnv(name, value);
    const { handler } = await import("../../examples/verify-proof/api-gateway-authorizer.ts");
    vi.unstubAllEnvs();
    const { isAuthorized, context } = await handler({ headers: { "x-otp-proof": proof } });
    return isAuthorized ? (context?.sub as string) : null;
  });
});

/** A sample that is a program of its own. The service answers it from this process, which therefore must not wait for it. */
const program =
  (command: () => string, args: string[]): Check =>
  async (proof, what) => {
    const child = spawn(command(), args, { env: { ...process.env, ...environmentOf(what) } });
    child.stdin.on("error", () => {}).end(proof);
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    if (status === 1 && stderr.startsWith("refused: ")) return null;
    expect(stderr).toBe("");
    return JSON.parse(stdout).sub;
  };

/** Elsewhere than in CI a language that is missing is skipped. */
const missing = (command: string, args: string[]) => !process.env.CI && spawnSync(command, args).status !== 0;

describe.skipIf(missing("python3", ["-c", "import cryptography"]))(
  "the sample for Python, with the package cryptography",
  () => {
    holdsWith(program(() => "python3", [join(FOLDER, "verify_proof.py")]));
  },
);

describe.skipIf(missing("go", ["version"]))("the sample for Go", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "verify-proof-"));
    execFileSync("go", ["build", "-o", join(folder, "verify-proof"), "."], { cwd: join(FOLDER, "go"), stdio: "pipe" });
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  holdsWith(program(() => join(folder, "verify-proof"), []));
});
