import { runtime, util } from "@aws-appsync/utils";
import { PROOF_TYPE, TEST_PROOF_TYPE } from "../../contract/proof.ts";
import { stepsUp } from "../../contract/step-up.ts";
import { callerOf } from "../shared/caller.ts";
import { sign, signatureIn } from "../shared/kms.ts";
import { claimsOf } from "./claims.ts";
import type { ProofContext } from "./context.ts";

/**
 * Asks KMS to sign the proof of a success (RFC 7515, 3.1), if the field is selected. There is none for purposes that step up, whose
 * token is for this service alone, and for a success that is not dated.
 */
export function request(ctx: ProofContext) {
  const verified = ctx.source?.verified;
  if (!verified || verified.at === 0 || stepsUp(verified.purpose)) return runtime.earlyReturn({});
  const { PROOF_KEY_VERSION, PROOF_ISSUER } = ctx.env as { PROOF_KEY_VERSION: string; PROOF_ISSUER: string };
  const header = { alg: "RS256", typ: verified.test ? TEST_PROOF_TYPE : PROOF_TYPE, kid: PROOF_KEY_VERSION };
  const claims = claimsOf(verified, PROOF_ISSUER, callerOf(ctx));
  const signed = [header, claims].map((part) => base64url(util.base64Encode(JSON.stringify(part)))).join(".");
  ctx.stash.signed = signed;
  return sign(ctx, signed);
}

export function response(ctx: ProofContext) {
  ctx.stash.proof = `${ctx.stash.signed}.${base64url(signatureIn(ctx))}`;
  return {};
}

/** Gives base64 in the alphabet of URLs, without padding (RFC 7515, 2). */
const base64url = (base64: string) => base64.split("+").join("-").split("/").join("_").split("=").join("");
