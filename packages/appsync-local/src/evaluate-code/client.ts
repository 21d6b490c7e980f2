import { signRequest } from "../auth/sigv4.ts";
import type { Credentials } from "../description.ts";
import type { Ask, EvaluateCodeAnswer } from "./answers.ts";

const RUNTIME = { name: "APPSYNC_JS", runtimeVersion: "1.0.0" };
const TRIES = 5;

/**
 * Calls AppSync's `EvaluateCode`, signed. A throttled call is made again, with growing waits.
 *
 * @param endpoint `https://appsync.<region>.amazonaws.com`
 * @returns a function that makes the call; it rejects with AWS's name of an error
 */
export function evaluateCode(endpoint: string, region: string, credentials: Credentials): Ask {
  const url = new URL("/v1/dataplane-evaluatecode", endpoint);
  return async (question) => {
    const body = JSON.stringify({ runtime: RUNTIME, ...question });
    for (let tries = 1; ; tries++) {
      const { host: _, ...headers } = await signRequest(
        { method: "POST", url, headers: { "content-type": "application/json" }, body },
        { region, service: "appsync", credentials, date: new Date() },
      );
      const answer = await fetch(url, { method: "POST", headers, body });
      if (answer.ok) return (await answer.json()) as EvaluateCodeAnswer;
      const name = (answer.headers.get("x-amzn-errortype") ?? `status ${answer.status}`).split(":")[0] as string;
      if (tries === TRIES || !/TooManyRequests|Throttl|^status 5/.test(name)) {
        throw new Error(`EvaluateCode: ${name}: ${(await answer.text()).slice(0, 200)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tries));
    }
  };
}
