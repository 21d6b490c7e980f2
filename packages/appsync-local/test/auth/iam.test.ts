import { Amplify } from "aws-amplify";
import { generateClient } from "aws-amplify/api";
import { describe, expect, test } from "vitest";
import { signRequest } from "../../src/auth/sigv4.ts";
import type { IamAuth, IamPrincipal } from "../../src/description.ts";
import { accepted, BODY, CREDENTIALS, guard, NOW, refused, signed } from "./support.ts";

const principal: IamPrincipal = {
  ...CREDENTIALS,
  accountId: "111122223333",
  userArn: "arn:aws:sts::111122223333:assumed-role/backend/session",
  username: "AROAEXAMPLE:session",
};
const guestCredentials = { accessKeyId: "ASIAGUEST", secretAccessKey: "guest-secret", sessionToken: "guest-token" };
const guest: IamPrincipal = {
  ...principal,
  ...guestCredentials,
  cognitoIdentity: { poolId: "eu-central-1:pool", id: "eu-central-1:id", authType: "unauthenticated" },
  allow: ["Query/hello", "Greeting/*"],
};
const mode: IamAuth = { type: "AWS_IAM", region: "eu-central-1", principals: [principal, guest] };
const SKEWED = { status: 400, errorType: "BadRequestException" };
const MISMATCH = "the signature does not match";
const minutes = (count: number) => new Date(NOW + count * 60_000);

describe("the identity of a principal", () => {
  test("of a role or user has nulls for Cognito's parts", async () => {
    const server = await guard({ default: mode });
    const caller = await accepted(server, await signed(server.url));
    expect(caller).toMatchObject({ mode: "AWS_IAM", groups: [] });
    expect(caller.identity).toStrictEqual({
      accountId: "111122223333",
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      sourceIp: ["127.0.0.1"],
      username: "AROAEXAMPLE:session",
      userArn: "arn:aws:sts::111122223333:assumed-role/backend/session",
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
    });
  });

  test("of an identity pool's member has them filled", async () => {
    const server = await guard({ default: mode });
    const caller = await accepted(server, await signed(server.url, { credentials: guestCredentials }));
    expect(caller.identity).toMatchObject({
      cognitoIdentityPoolId: "eu-central-1:pool",
      cognitoIdentityId: "eu-central-1:id",
      cognitoIdentityAuthType: "unauthenticated",
      cognitoIdentityAuthProvider: null,
    });
  });
});

describe("a principal reaches what its policy allows", () => {
  test("everything, without an `allow`", async () => {
    const server = await guard({ default: mode });
    const caller = await accepted(server, await signed(server.url));
    expect(caller.mayReach("Mutation", "anything")).toBe(true);
  });

  test("a field by name, a type's fields by star, and nothing else", async () => {
    const server = await guard({ default: mode });
    const { mayReach } = await accepted(server, await signed(server.url, { credentials: guestCredentials }));
    expect(mayReach("Query", "hello")).toBe(true);
    expect(mayReach("Greeting", "text")).toBe(true);
    expect(mayReach("Query", "other")).toBe(false);
    expect(mayReach("Mutation", "hello")).toBe(false);
  });
});

describe("a signed request is taken", () => {
  test("up to five minutes before and after its date", async () => {
    const server = await guard({ default: mode });
    await accepted(server, await signed(server.url, { date: minutes(-5) }));
    await accepted(server, await signed(server.url, { date: minutes(5) }));
  });

  test("with a query string", async () => {
    const server = await guard({ default: mode });
    const url = new URL(`${server.url}?b=2&a=1&a=%20x&empty=`);
    const scope = { region: "eu-central-1", service: "appsync", credentials: CREDENTIALS, date: new Date(NOW) };
    const headers = await signRequest(
      { method: "POST", url, headers: { "Content-Type": "text/plain" }, body: BODY },
      scope,
    );
    await accepted({ ...server, url: url.href }, headers);
    await refused({ ...server, url: `${server.url}?b=3&a=1&a=%20x&empty=` }, headers, MISMATCH);
  });

  test("with headers added on the way that it did not sign", async () => {
    const server = await guard({ default: mode });
    await accepted(server, { ...(await signed(server.url)), "x-forwarded-for": "192.0.2.1" });
  });

  test("that signs headers which the SDK's signer leaves out", async () => {
    const server = await guard({ default: mode });
    const headers = await signed(server.url, { headers: { "user-agent": "me" }, signable: ["user-agent"] });
    await accepted(server, headers);
    await refused(server, { ...headers, "user-agent": "you" }, MISMATCH);
  });

  test("from Amplify's GraphQL client", async () => {
    const server = await guard({ default: mode }, { clock: Date.now });
    const config = { endpoint: server.url, region: "eu-central-1", defaultAuthMode: "iam" as const };
    const credentialsProvider = {
      getCredentialsAndIdentityId: async () => ({ credentials: guestCredentials }),
      clearCredentialsAndIdentityId: () => {},
    };
    Amplify.configure({ API: { GraphQL: config } }, { Auth: { credentialsProvider } });
    expect(await generateClient().graphql({ query: "{ hello }" })).toEqual({ data: { hello: "you" } });
    expect(server.callers.at(-1)?.mode).toBe("AWS_IAM");
  });
});

describe("a signed request is refused", () => {
  test("by an unknown access key", async () => {
    const server = await guard({ default: mode });
    const credentials = { ...CREDENTIALS, accessKeyId: "AKIAUNKNOWN" };
    await refused(server, await signed(server.url, { credentials }), "no principal");
  });

  test("by a wrong secret key", async () => {
    const server = await guard({ default: mode });
    const credentials = { ...CREDENTIALS, secretAccessKey: "wrong" };
    await refused(server, await signed(server.url, { credentials }), MISMATCH);
  });

  test("by one principal in another's name", async () => {
    const server = await guard({ default: mode });
    const headers = await signed(server.url, {
      credentials: { ...guestCredentials, accessKeyId: CREDENTIALS.accessKeyId },
    });
    delete headers["x-amz-security-token"];
    await refused(server, headers, MISMATCH);
  });

  test("for another region or service", async () => {
    const server = await guard({ default: mode });
    const reason = "has to be signed for appsync in eu-central-1";
    await refused(server, await signed(server.url, { region: "us-east-1" }), reason);
    await refused(server, await signed(server.url, { service: "execute-api" }), reason);
  });

  test("whose body was altered", async () => {
    const server = await guard({ default: mode });
    await refused(server, await signed(server.url), MISMATCH, { body: BODY.replace("hello", "other") });
  });

  test("whose body was altered and whose body's hash was not signed", async () => {
    const server = await guard({ default: mode });
    const headers = await signed(server.url, { unsigned: ["x-amz-content-sha256"] });
    await accepted(server, headers);
    await refused(server, headers, MISMATCH, { body: BODY.replace("hello", "other") });
  });

  test("that would leave its body unsigned", async () => {
    const server = await guard({ default: mode });
    const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    await refused(server, await signed(server.url, { headers }), MISMATCH);
    await refused(server, await signed(server.url, { headers, unsigned: ["x-amz-content-sha256"] }), MISMATCH);
  });

  test("whose signed header was altered or left out", async () => {
    const server = await guard({ default: mode });
    const headers = await signed(server.url, { headers: { "x-tenant": "one" } });
    await accepted(server, headers);
    await refused(server, { ...headers, "x-tenant": "two" }, MISMATCH);
    const { "x-tenant": _, ...without } = headers;
    await refused(server, without, MISMATCH);
  });

  test("sent to another path", async () => {
    const server = await guard({ default: mode });
    await refused({ ...server, url: `${server.url}/other` }, await signed(server.url), MISMATCH);
  });

  test("sent to another host, or whose host is not signed", async () => {
    const server = await guard({ default: mode });
    await refused(server, { ...(await signed(server.url)), host: "elsewhere.example" }, MISMATCH);
    await refused(server, await signed(server.url, { unsigned: ["host"] }), "leaves out the host header");
  });

  test("without a date, or with a malformed one", async () => {
    const server = await guard({ default: mode });
    const { "x-amz-date": _, ...without } = await signed(server.url);
    await refused(server, without, "no x-amz-date");
    for (const date of ["2026-01-02T03:04:05Z", "20261302T030405Z", "now"]) {
      await refused(server, { ...without, "x-amz-date": date }, "no x-amz-date");
    }
  });

  test("whose date is not the one that was signed", async () => {
    const server = await guard({ default: mode });
    await refused(server, { ...(await signed(server.url)), "x-amz-date": "20260102T030406Z" }, MISMATCH);
    await refused(server, await signed(server.url, { unsigned: ["x-amz-date"] }), MISMATCH);
  });

  test("whose scope names another day", async () => {
    const server = await guard({ default: mode });
    const headers = await signed(server.url);
    const authorization = headers.authorization?.replace("/20260102/", "/20260103/") as string;
    await refused(server, { ...headers, authorization }, MISMATCH);
  });

  test("by a clock more than five minutes off", async () => {
    const server = await guard({ default: mode });
    for (const [off, message] of [
      [
        -301_000,
        "Signature expired: 20260102T025904Z is now earlier than 20260102T025905Z (20260102T030405Z - 5 min.)",
      ],
      [
        301_000,
        "Signature not yet current: 20260102T030906Z is still later than 20260102T030905Z (20260102T030405Z + 5 min.)",
      ],
    ] as const) {
      await refused(server, await signed(server.url, { date: new Date(NOW + off) }), message, { ...SKEWED, message });
    }
  });

  test("replayed after five minutes", async () => {
    const time = { now: NOW };
    const server = await guard({ default: mode }, { clock: () => time.now });
    const headers = await signed(server.url);
    await accepted(server, headers);
    time.now += 300_001;
    await refused(server, headers, "Signature expired", {
      ...SKEWED,
      message: expect.stringMatching(/^Signature expired: /),
    });
  });

  test("with another session token, without one, or with one for a principal that has no session token", async () => {
    const server = await guard({ default: mode });
    const reason = "the session token is not";
    const swapped = { ...guestCredentials, sessionToken: "other-token" };
    await refused(server, await signed(server.url, { credentials: swapped }), reason);
    const headers = await signed(server.url, { credentials: guestCredentials });
    await refused(server, { ...headers, "x-amz-security-token": "other-token" }, reason);
    const { "x-amz-security-token": _, ...without } = headers;
    await refused(server, without, reason);
    await refused(
      server,
      await signed(server.url, { credentials: { ...CREDENTIALS, sessionToken: "surplus" } }),
      reason,
    );
  });

  test("with a session token that is not signed", async () => {
    const server = await guard({ default: mode });
    const options = { credentials: guestCredentials, unsigned: ["x-amz-security-token"] };
    await refused(server, await signed(server.url, options), MISMATCH);
  });

  test("with half a signature", async () => {
    const server = await guard({ default: mode });
    const { authorization = "", ...headers } = await signed(server.url);
    const reason = "not a complete SigV4 signature";
    for (const broken of [
      "AWS4-HMAC-SHA256",
      authorization.slice(0, -1),
      authorization.replace(/SignedHeaders=[^,]+, /, ""),
    ]) {
      await refused(server, { ...headers, authorization: broken }, reason);
    }
  });

  test("naming headers that objects have by nature", async () => {
    const server = await guard({ default: mode });
    const { authorization = "", ...headers } = await signed(server.url);
    for (const name of ["__proto__", "constructor", "toString"]) {
      const odd = authorization.replace("SignedHeaders=", `SignedHeaders=${name};`);
      await refused(server, { ...headers, authorization: odd }, MISMATCH);
    }
  });
});
