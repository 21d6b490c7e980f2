import { describe, expect, test } from "vitest";
import { openAccount } from "../../../../infra/cli/aws/account.ts";
import { serveWire } from "../../../../local/wire/index.ts";
import { signIn, startAws } from "../aws.ts";

describe("F13: a command finds out first who deploys, and where to", () => {
  test.each([
    { without: "a region", env: { AWS_REGION: undefined }, says: "No AWS region is set" },
    { without: "credentials", env: { AWS_ACCESS_KEY_ID: undefined }, says: "No AWS credentials were found" },
  ])("without $without it says how to sign in", async ({ env, says }) => {
    signIn(env);
    const failure = await openAccount().catch(({ message }: Error) => message);
    expect(failure).toContain(says);
    expect(failure).toContain("aws sso login");
  });

  test("credentials that AWS does not accept end the command", async () => {
    await startAws({ denied: ["GetCallerIdentity"] });
    await expect(openAccount()).rejects.toThrow("AWS does not accept the credentials (AccessDenied: not allowed");
  });

  test("an unreachable AWS and refused credentials are different problems", async () => {
    const server = await serveWire(() => null);
    await server.close();
    signIn({ AWS_ENDPOINT_URL_STS: server.url });
    await expect(openAccount()).rejects.toThrow(/^AWS cannot be reached \(.*ECONNREFUSED/);
  });

  test("a proxy that answers in AWS's place is suspected", async ({ onTestFinished }) => {
    const body = "<html><body>Please sign in to the network</body></html>";
    const server = await serveWire(() => ({ status: 200, headers: { "content-type": "text/html" }, body }));
    onTestFinished(() => server.close());
    signIn({ AWS_ENDPOINT_URL_STS: server.url });
    await expect(openAccount()).rejects.toThrow("Is a proxy in between?");
  });
});
