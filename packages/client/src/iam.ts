import { SignatureV4 } from "@smithy/signature-v4";
import type { Caller } from "./callers.ts";
import { Sha256 } from "./sha256.ts";

/** AWS credentials of a role that the service's settings list. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface IamOptions {
  /** The region of the API, such as `us-east-1`. */
  region: string;
  /** The credentials, or what gives current ones, such as a provider of `@aws-sdk/credential-providers`. */
  credentials: Credentials | (() => Promise<Credentials>);
  /** The time of signatures, for machines whose clock is wrong. Default: the machine's. */
  clock?: () => Date;
}

/** A backend that signs its requests with the credentials of an IAM role (Signature Version 4). */
export function iamRole({ region, credentials, clock = () => new Date() }: IamOptions): Caller {
  const signer = new SignatureV4({ service: "appsync", region, credentials, sha256: Sha256 });
  return {
    async authorize({ url, body }) {
      const request = {
        method: "POST",
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { host: url.host, "content-type": "application/json" },
        body,
      };
      const { headers } = await signer.sign(request, { signingDate: clock() });
      // `fetch` sets it by itself, and browsers refuse to be told.
      const { host: _, ...sent } = headers;
      return sent;
    },
  };
}
