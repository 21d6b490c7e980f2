import { randomUUID } from "node:crypto";
import { createRemoteJWKSet, type JWTVerifyOptions, jwtVerify } from "jose";
import { expect } from "vitest";
import { type Caller, codeIn, REQUEST, type TestService } from "./support.ts";

/** What tests of proofs ask and check. */

const VERIFY = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status proof } }";

/** The answer of `verifyOtp` where its proof is selected. */
export const verifyFor = (caller: Caller, input: object) => caller(VERIFY, { input });

/** What a backend's request is verified by, once it was sent. */
export interface Sent {
  id: string;
  subject: string;
  code: string;
  transaction?: object;
}

/** Requests a code as a backend. @returns what verifies it */
export async function send(service: TestService, input: { [key: string]: unknown } = {}, caller = service.backend()) {
  const { subject = `s-${randomUUID()}`, channel = "EMAIL", destination = `${subject}@example.com`, ...more } = input;
  const { data, errors } = await caller(REQUEST, { input: { subject, channel, destination, ...more } });
  expect(errors).toBeUndefined();
  const code = codeIn(service.lastMessageTo(destination as string).text);
  const { transaction } = more;
  return { id: data.requestOtp.token.id, subject, code, ...(transaction ? { transaction } : {}) } as Sent;
}

/** Verifies a code as a backend. @returns the proof */
export async function proofOf(service: TestService, input?: { [key: string]: unknown }, caller = service.backend()) {
  const { data, errors } = await verifyFor(caller, await send(service, input, caller));
  expect(errors).toBeUndefined();
  expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", proof: expect.any(String) });
  return data.verifyOtp.proof as string;
}

/** Checks a proof of the first backend for a login as a consumer does, with nothing but the published keys. @throws as jose does */
export async function checkWithJose(service: TestService, proof: string, options: JWTVerifyOptions = {}) {
  const { jwksUrl, proofIssuer } = service.outputs;
  return jwtVerify(proof, createRemoteJWKSet(new URL(jwksUrl)), {
    algorithms: ["RS256"],
    typ: "otp-proof+jwt",
    issuer: `${proofIssuer}/role:shop`,
    audience: "role:shop",
    requiredClaims: ["sub", "jti", "iat", "exp", "purpose"],
    currentDate: new Date(service.now()),
    ...options,
  });
}
