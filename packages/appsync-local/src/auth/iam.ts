import type { Caller, Json } from "../contracts.ts";
import type { IamAuth, IamPrincipal } from "../description.ts";
import type { ReceivedRequest } from "../http-server.ts";
import { clockIsOff, Unauthenticated } from "./refusal.ts";
import { isSignedBy, parseAmzDate, parseSignature } from "./sigv4.ts";

const SERVICE = "appsync";
const MAX_SKEW_MILLISECONDS = 5 * 60 * 1000;
const ALLOWED = /^(\*|\w+\/(\w+|\*))$/;

/**
 * Identifies callers by the SigV4 signature of their request.
 *
 * @returns the check of one request: the caller, or rejects with Unauthenticated
 * @throws Error that names an entry of `allow` that could never match
 */
export function iamAuthenticator(mode: IamAuth, clock: () => number): (request: ReceivedRequest) => Promise<Caller> {
  const principals = new Map(mode.principals.map((one) => [one.accessKeyId, { ...one, mayReach: reachOf(one) }]));
  return async (request) => {
    const claim = parseSignature(request.headers.authorization ?? "");
    if (!claim) throw new Unauthenticated("the Authorization header is not a complete SigV4 signature");
    const principal = principals.get(claim.accessKeyId);
    if (!principal) throw new Unauthenticated("no principal of the API has the access key that signed");
    if (claim.region !== mode.region || claim.service !== SERVICE) {
      throw new Unauthenticated(`the request has to be signed for ${SERVICE} in ${mode.region}`);
    }
    const date = parseAmzDate(request.headers["x-amz-date"]);
    if (!date) throw new Unauthenticated("the request has no x-amz-date such as 20260102T030405Z");
    const now = clock();
    if (Math.abs(now - date.getTime()) > MAX_SKEW_MILLISECONDS) {
      throw clockIsOff(date.getTime(), now, MAX_SKEW_MILLISECONDS);
    }
    if (!claim.signedHeaders.includes("host")) throw new Unauthenticated("the signature leaves out the host header");
    if (request.headers["x-amz-security-token"] !== principal.sessionToken) {
      throw new Unauthenticated("the session token is not the one of the access key");
    }
    const scope = { region: mode.region, service: SERVICE, credentials: principal, date };
    if (!(await isSignedBy(request, claim, scope))) {
      throw new Unauthenticated("the signature does not match the request and the principal's secret key");
    }
    return {
      mode: "AWS_IAM",
      identity: identityOf(principal, request.sourceIp),
      groups: [],
      mayReach: principal.mayReach,
    };
  };
}

function identityOf(principal: IamPrincipal, sourceIp: string): { [key: string]: Json } {
  const { accountId, cognitoIdentity, username, userArn } = principal;
  return {
    accountId,
    cognitoIdentityPoolId: cognitoIdentity?.poolId ?? null,
    cognitoIdentityId: cognitoIdentity?.id ?? null,
    sourceIp: [sourceIp],
    username,
    userArn,
    cognitoIdentityAuthType: cognitoIdentity?.authType ?? null,
    cognitoIdentityAuthProvider: cognitoIdentity?.authProvider ?? null,
  };
}

function reachOf({ accessKeyId, allow = ["*"] }: IamPrincipal): Caller["mayReach"] {
  for (const entry of allow) {
    if (ALLOWED.test(entry)) continue;
    throw new Error(`allow of ${accessKeyId} takes Type/field, Type/* or *, but not ${JSON.stringify(entry)}`);
  }
  const allowed = new Set(allow);
  if (allowed.has("*")) return () => true;
  return (type, field) => allowed.has(`${type}/*`) || allowed.has(`${type}/${field}`);
}
