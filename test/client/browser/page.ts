import { cognitoUser, createOtpClient, inLocalStorage, inMemory } from "appsync-otp-client";
import { iamRole } from "appsync-otp-client/iam";

/**
 * What a page and a worker do with the client; the test bundles it, and serves it to a browser. It asks the page's own origin for what it
 * needs to know, and reports there what came out.
 */

export interface Given {
  graphqlUrl: string;
  idToken: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  region: string;
  /** The service's clock, in milliseconds since the epoch. */
  now: number;
}

const isPage = "document" in globalThis;

async function goThrough({ graphqlUrl: url, idToken, credentials, region, now }: Given) {
  const deviceTokens = isPage ? inLocalStorage() : inMemory();
  const otp = createOtpClient({ url, caller: cognitoUser(() => idToken), deviceTokens });
  const { token } = await otp.requestOtp({ channel: "EMAIL" });
  const code = await (await fetch(isPage ? "/page.code" : "/worker.code")).text();
  const { status, remembered } = await otp.verifyOtp({ id: token.id, code }, { remember: true });
  const wrong = await otp.requestOtp({ channel: "EMAIL", codeLength: 99 }).catch((error: Error) => error.name);
  const role = iamRole({ region, credentials, clock: () => new Date(now) });
  const backend = createOtpClient({ url, caller: role });
  const devices = await backend.devices({ subject: "nobody" });
  return { where: isPage ? "page" : "worker", status, remembered, wrong, devices };
}

const given: Given = await (await fetch(isPage ? "/page.json" : "/worker.json")).json();
const outcome = await goThrough(given).catch((error: Error) => ({ failed: `${error.stack}` }));
await fetch("/outcome", { method: "POST", body: JSON.stringify(outcome) });
