import { Hash } from "@smithy/hash-node";
import { SignatureV4 } from "@smithy/signature-v4";

/**
 * Calls a service of AWS that is asked too little for an SDK client of its own.
 *
 * @param target of the JSON protocol, whose body is JSON; without one it is the query protocol's form
 * @returns the answer's body
 * @throws AwsError named as AWS names it; of the transport, what fetch throws
 */
export type Call = (service: string, body: string, target?: string) => Promise<string>;

/** What AWS refused. */
export class AwsError extends Error {}

export function signedCall(
  region: string,
  credentials: ConstructorParameters<typeof SignatureV4>[0]["credentials"],
): Call {
  return async (service, body, target) => {
    const given = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? process.env.AWS_ENDPOINT_URL;
    const url = new URL(given ?? `https://${service}.${region}.amazonaws.com`);
    const signer = new SignatureV4({ region, credentials, service, sha256: Hash.bind(null, "sha256") });
    const type = target ? { "content-type": "application/x-amz-json-1.1", "x-amz-target": target } : FORM;
    const { headers } = await signer.sign({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: { host: url.host, ...type },
      body,
    });
    const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(20_000) });
    const text = await answer.text();
    if (!answer.ok) throw errorOf(text, answer.status);
    return text;
  };
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

function errorOf(text: string, status: number): AwsError {
  const name = /<Code>([^<]+)<|"__type":\s*"(?:[^"#]*#)?([^"]+)"/.exec(text);
  const message = /<Message>([^<]+)<|"[mM]essage":\s*"([^"]+)"/.exec(text);
  const error = new AwsError(message?.[1] ?? message?.[2] ?? `status ${status}`);
  error.name = name?.[1] ?? name?.[2] ?? `Status${status}`;
  return error;
}
