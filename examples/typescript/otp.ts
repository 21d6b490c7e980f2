import { readFileSync } from "node:fs";
import { createOtpClient } from "appsync-otp-client";
import { apiClient } from "appsync-otp-client/api-client";
import { proofVerifier } from "../verify-proof/verify-proof.ts";

/** Asks for a code by e-mail, reads it in the inbox, checks it, and checks the proof: with the typed client and jose. */

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. docs/api-clients.md says how to get it`);
  return value;
}

function readOutputs(path: string) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`${path} cannot be read: is the service running?`);
  }
}

const say = (step: string, detail: string) => console.log(`${step.padEnd(36)} ${detail}`);

async function main() {
  const outputs = readOutputs(fromEnvironment("OUTPUTS"));
  const [keyId, secret] = [fromEnvironment("KEY_ID"), fromEnvironment("SECRET")];
  // It signs each attempt anew, also once more after a 401, and repeats calls with the same idempotency key.
  const otp = createOtpClient({ url: outputs.graphqlUrl, caller: apiClient({ apiId: outputs.apiId, keyId, secret }) });

  const subject = "customer-typescript";
  const destination = "customer-typescript@example.com";
  const { token } = await otp.requestOtp({ channel: "EMAIL", subject, destination });
  say("requested a code by e-mail", `to ${token.destination}, valid until ${token.expiresAt}`);

  // The newest message to the customer, who types the code that it shows.
  const inbox: { to: string; subject: string; text: string }[] = await (await fetch(`${outputs.inboxUrl}.json`)).json();
  const message = inbox.find(({ to }) => to === destination);
  const code = /\b\d{6}\b/.exec(message?.text ?? "")?.[0] ?? "";
  say("the inbox shows", `"${message?.subject}": ${code}`);

  const { status, proof } = await otp.verifyOtp({ id: token.id, code, subject }, { select: ["proof"] });
  say(`checked ${code}`, status);
  if (status !== "VERIFIED" || !proof) throw new Error(`the code is not verified: ${status}`);

  // What another server does, which knows nothing but the published keys.
  const tenant = `client:${keyId.split("_")[0]}`;
  const { jwksUrl, proofIssuer } = outputs;
  const verify = proofVerifier({ jwksUrl, issuer: `${proofIssuer}/${tenant}`, audience: tenant, purpose: "login" });
  const claims = await verify(proof);
  say("checked the proof", `of ${claims.sub}, for ${claims.purpose}, to ${claims.aud}`);
}

main().catch((error: Error) => {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
});
