import type { RequestHandler } from "express";
import { errors } from "jose";
import { type Expected, proofVerifier } from "./verify-proof.ts";

/**
 * Express middleware: lets requests through whose header `x-otp-proof` is a proof, and puts its claims into `response.locals.proof`.
 * Compare its `sub` with the person who is signed in, and remember its `jti` where one verification must not count twice.
 */
export function requireProof(expected: Expected): RequestHandler {
  const verify = proofVerifier(expected);
  return async (request, response, next) => {
    try {
      response.locals.proof = await verify(request.get("x-otp-proof") ?? "");
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) return next(error);
      response.status(401).json({ error: "verify a code, and send the proof in x-otp-proof" });
      return;
    }
    next();
  };
}
