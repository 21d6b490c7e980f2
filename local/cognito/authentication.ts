import { type Client, clientOf } from "./clients.ts";
import { invalidParameter } from "./errors.ts";
import { type Input, optionalMap, optionalText, text } from "./input.ts";
import type { AuthFlow, PoolState } from "./pool.ts";
import type { SignIn } from "./sign-in.ts";

type Step = (client: Client, parameters: Input, session?: string) => object | Promise<object>;
type Steps = Map<string, Step>;

/** The flows that an app client must allow. The flows that refresh a session are always allowed. */
const ALLOWED_BY: Record<string, AuthFlow> = {
  USER_SRP_AUTH: "USER_SRP_AUTH",
  USER_PASSWORD_AUTH: "USER_PASSWORD_AUTH",
  ADMIN_USER_PASSWORD_AUTH: "ADMIN_USER_PASSWORD_AUTH",
  ADMIN_NO_SRP_AUTH: "ADMIN_USER_PASSWORD_AUTH",
};

/**
 * The operations by which clients and backends sign users in, with Cognito's names for flows and challenges. Flows that are
 * not listed here, or that the app client of the call does not allow, are refused.
 */
export function authenticationOperations(state: PoolState, signIn: SignIn) {
  const clientIn = (input: Input) => clientOf(state, text(input, "ClientId"));
  const srp: [string, Step] = ["USER_SRP_AUTH", signIn.beginSrp];
  const refresh: [string, Step][] = [
    ["REFRESH_TOKEN_AUTH", signIn.byRefreshToken],
    ["REFRESH_TOKEN", signIn.byRefreshToken],
  ];
  const clientFlows: Steps = new Map([srp, ["USER_PASSWORD_AUTH", signIn.byPassword], ...refresh]);
  const adminFlows: Steps = new Map([
    srp,
    ["ADMIN_USER_PASSWORD_AUTH", signIn.byPassword],
    ["ADMIN_NO_SRP_AUTH", signIn.byPassword],
    ...refresh,
  ]);
  const challenges: Steps = new Map<string, Step>([
    ["PASSWORD_VERIFIER", signIn.verifyPassword],
    ["NEW_PASSWORD_REQUIRED", signIn.setNewPassword],
  ]);

  const initiate = (flows: Steps) => (input: Input) => {
    const client = clientIn(input);
    const flow = text(input, "AuthFlow");
    const step = stepOf(flows, flow, "Initiate Auth method not supported.");
    const needed = ALLOWED_BY[flow];
    if (needed && !client.authFlows.includes(needed)) {
      throw invalidParameter(`${flow} flow not enabled for this client`);
    }
    return step(client, optionalMap(input, "AuthParameters"));
  };
  const respond = (input: Input) => {
    const client = clientIn(input);
    const step = stepOf(challenges, text(input, "ChallengeName"), "Challenge not supported."); // [?]
    return step(client, optionalMap(input, "ChallengeResponses"), optionalText(input, "Session"));
  };

  return {
    forClients: {
      InitiateAuth: initiate(clientFlows),
      RespondToAuthChallenge: respond,
      GetTokensFromRefreshToken: (input: Input) =>
        signIn.byRefreshToken(clientIn(input), { REFRESH_TOKEN: text(input, "RefreshToken") }),
    },
    forBackends: { AdminInitiateAuth: initiate(adminFlows), AdminRespondToAuthChallenge: respond },
  };
}

function stepOf(steps: Steps, name: string, otherwise: string): Step {
  const step = steps.get(name);
  if (!step) throw invalidParameter(otherwise);
  return step;
}
