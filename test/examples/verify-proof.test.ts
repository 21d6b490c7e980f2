import { execFile, execFileSync, spawn } from "node:child_process";
import { createHmac, createPrivateKey, createPublicKey } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import express from "express";
import { decodeJwt, errors, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { requireProof } from "../../examples/verify-proof/express.ts";
import { type Expected, proofVerifier } from "../../examples/verify-proof/verify-proof.ts";
import { newClient, signedCaller } from "../service/api-client.ts";
import { proofOf } from "../service/proofs.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { anEvent, putEvents, startReceiver } from "../service/webhook-receiver.ts";
import { compileJava, EXAMPLES, isPackageSkipped, isSkipped, LANGUAGES, type Language } from "./languages.ts";

/** Every sample that checks proofs accepts a right one with nothing but the published keys, and refuses the others. */

/** Where samples are compiled to. */
const folder = mkdtempSync(join(tmpdir(), "verify-proof-"));
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
  const strange = { subject: 's","purpose":"login","x":"', destination: "s@example.com" };
  wrong.set(
    "another purpose's of a strange subject",
    await proofOf(service, { purpose: "payment", ...strange }, caller),
  );
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
  wrong.set(
    "JSON that is nested too deep",
    `${Buffer.from("[".repeat(20_000)).toString("base64url")}.${body}.${signature}`,
  );
  wrong.set("one whose kid is a list", `${encoded({ alg: "RS256", ...header, kid: ["1"] })}.${body}.${signature}`);
  const { keys } = JSON.parse(readFileSync(join(service.folder, "state.json"), "utf8"));
  const { material } = keys.find(({ aliases }: { aliases: string[] }) => aliases.includes("otp-proof"));
  /** What the service never signs, by its own key. */
  const signed = (changes: object, { alg = "RS256", typ = header.typ } = {}) =>
    new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...header, alg, typ }).sign(createPrivateKey(material));
  const now = Math.floor(Date.now() / 1000);
  wrong.set("one of the test mode", await signed({ test: true }, { typ: "otp-test-proof+jwt" }));
  wrong.set("another kind of token", await signed({}, { typ: "JWT" }));
  wrong.set("one of PS256", await signed({}, { alg: "PS256" }));
  wrong.set("one from the future", await signed({ iat: now + 600, exp: now + 900 }));
  wrong.set("an old one that lives too long", await signed({ iat: now - 600, exp: now + 600 }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await service.stop();
});

/** What a sample answers: the subject of a proof that it accepts, null for one that it refuses. */
type Check = (proof: string, what: Expected) => Promise<string | null>;

const WRONG = [
  ...["one of the test mode"],
  ...["an expired one", "another purpose's", "another purpose's of a strange subject", "another tenant's"],
  ...["one whose subject was altered"],
  ...["one whose end was moved", "one of alg none", "one of HS256 by the public key", "one of an unknown key"],
  ...["a user's ID token", "an event that a webhook of the same tenant gets"],
  ...["no JWT", "JSON that is no object", "nothing", "JSON that is nested too deep", "one whose kid is a list"],
  ...["another kind of token", "one of PS256", "one from the future", "an old one that lives too long"],
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
    const checked = await Promise.all(WRONG.map((name) => check(wrong.get(name) as string, expected)));
    expect(WRONG.filter((_, n) => checked[n] !== null)).toEqual([]);
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
      // Node itself refuses header fields of more than 16 KB.
      if (answer.status === 401 || answer.status === 431) return null;
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
  async function start(what: Expected) {
    vi.resetModules();
    for (const [name, value] of Object.entries(environmentOf(what))) vi.stubEnv(name, value);
    const { handler } = await import("../../examples/verify-proof/api-gateway-authorizer.ts");
    vi.unstubAllEnvs();
    return handler;
  }
  /** Functions that run: each has read its environment once. */
  const running = new Map<Expected, ReturnType<typeof start>>();

  holdsWith(async (proof, what) => {
    const handler = await (running.get(what) ?? running.set(what, start(what)).get(what));
    const answer = await handler?.({ headers: { "x-otp-proof": proof } });
    return answer?.isAuthorized ? (answer.context?.sub as string) : null;
  });
});

/** A sample that is a program of its own. The service answers it from this process, which therefore must not wait for it. */
const program =
  (command: string, args: string[]): Check =>
  async (proof, what) => {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...environmentOf(what) };
    const child = spawn(command, args, { env });
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

const python = join(EXAMPLES, "python/verify_proof.py");

describe.skipIf(isPackageSkipped("cryptography"))("the sample for Python, with the package cryptography", () => {
  holdsWith(program("python3", [python]));
});

describe.skipIf(isSkipped("python"))("the sample for Python, with the standard library and openssl", () => {
  // Without its site-packages, Python finds no cryptography.
  holdsWith(program("python3", ["-S", python]));
});

describe.skipIf(isSkipped("curl"))("the sample for the shell, with curl and openssl", () => {
  holdsWith(program("sh", [join(EXAMPLES, "curl/verify-proof.sh")]));
});

describe.skipIf(isSkipped("php"))("the sample for PHP", () => {
  holdsWith(program("php", [join(EXAMPLES, "php/verify-proof.php")]));
});

describe.skipIf(isSkipped("go"))("the sample for Go", () => {
  beforeAll(() => {
    execFileSync("go", ["build", "-C", join(EXAMPLES, "go"), "-o", join(folder, "go"), "./verify-proof"], {
      stdio: "pipe",
    });
  }, 300_000);

  holdsWith(program(join(folder, "go"), []));
});

describe.skipIf(isSkipped("java"))("the sample for Java", () => {
  beforeAll(() => void compileJava(folder));

  holdsWith(program("java", ["-cp", folder, "VerifyProof"]));
});

describe("docs/proof.md", () => {
  const page = readFileSync(join(EXAMPLES, "../docs/proof.md"), "utf8");
  const [setting = "", lines = ""] = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  // Another test compiles the same classes, and removes them.
  const commands = lines.trim().replaceAll("examples/java/dist", `${folder}/classes`).split("\n");
  const languageOf = (command: string) => /examples\/(\w+)/.exec(command)?.[1] as Language;

  test("F30 has a command for each language", () => {
    expect(commands.map(languageOf).toSorted()).toEqual(LANGUAGES.filter((name) => name !== "typescript").toSorted());
  });

  describe.each(commands.map((command) => [languageOf(command), command] as const))("for %s", (language, command) => {
    const only = { timeout: 300_000, skip: isSkipped(language) };
    test("S36 F30 has a command that takes a right proof and refuses another", only, async () => {
      writeFileSync(join(folder, "outputs.json"), JSON.stringify(service.outputs));
      const check = (text: string, PROOF: string) => {
        const env = {
          ...process.env,
          LOCAL_DIR: folder,
          TENANT: expected.audience,
          PROOF,
          PYTHONDONTWRITEBYTECODE: "1",
        };
        return promisify(execFile)("sh", ["-c", setting + text], { cwd: join(EXAMPLES, ".."), env });
      };
      const { stdout } = await check(command, right);
      expect(JSON.parse(stdout)).toMatchObject({ sub: decodeJwt(right).sub, purpose: "login" });
      // What the command compiles, it has compiled.
      const again = check(command.split(" && ").at(-1) as string, wrong.get("another purpose's") as string);
      await expect(again).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("refused: ") });
    });
  });
});
