import type { Context } from "@aws-appsync/utils";
import { callerOf } from "../shared/caller.ts";
import { destinationNotAllowed } from "../shared/errors.ts";
import { settings } from "../shared/settings.ts";
import { countriesAllowed } from "./countries.ts";
import { type RequestOtpInput, readOtpRequest } from "./otpRequest.ts";

/** Before the pipeline: nothing is read for a request that cannot be met. */
export function request(ctx: Context<{ input: RequestOtpInput }>) {
  const asked = readOtpRequest(callerOf(ctx), ctx.args.input);
  const countries = asked.channel === "SMS" ? countriesAllowed(asked.destination) : [];
  if (asked.channel === "SMS" && countries.length === 0) destinationNotAllowed();
  ctx.stash.asked = asked;
  ctx.stash.countries = countries;
  return {};
}

/** After it: the steps have left the token and the limits in the stash. */
export function response(ctx: Context) {
  const { token, limits } = ctx.stash;
  const ofToken = {
    name: "TOKEN",
    limit: settings.token.maxSends,
    remaining: token.sendsRemaining,
    resetsAt: token.expiresAt,
  };
  return { token, limits: [ofToken, ...limits] };
}
