import * as z from "zod";
import { onceEachIsRight, whole } from "./fields.ts";

/** Where stages differ by default. */
interface FirewallDefaults {
  challenge: boolean;
}

/** What AWS WAF lets one address do at a stage. */
export const firewall = ({ challenge }: FirewallDefaults) =>
  z
    .strictObject({
      requestsPerAddress: whole(10, 2_000_000_000)
        .default(1_000)
        .describe(
          "Requests that one IP address may make in five minutes, to the API without a signature, to the page and to the user pool.",
        ),
      signedRequestsPerAddress: whole(10, 2_000_000_000)
        .default(10_000)
        .describe(
          "Requests that one IP address may make to the API in five minutes, signed ones included; at least as many as `firewall.requestsPerAddress`.",
        ),
      publicRequestsPerAddress: whole(10, 2_000_000_000)
        .default(100)
        .describe(
          "Requests that one IP address may make in five minutes with the API key, by which anybody can call; at most `firewall.requestsPerAddress`.",
        ),
      challenge: z
        .boolean()
        .default(challenge)
        .describe(
          "Whether the fields that people call with the API key take only browsers that have passed AWS WAF's silent challenge, on the page's origin. It needs `page.publish`.",
        ),
    })
    .refine(({ publicRequestsPerAddress, requestsPerAddress }) => publicRequestsPerAddress <= requestsPerAddress, {
      ...onceEachIsRight,
      path: ["publicRequestsPerAddress"],
      error: ({ input }) =>
        `at most firewall.requestsPerAddress, which is ${(input as { requestsPerAddress: number }).requestsPerAddress}`,
    })
    .refine(({ requestsPerAddress, signedRequestsPerAddress }) => requestsPerAddress <= signedRequestsPerAddress, {
      ...onceEachIsRight,
      path: ["signedRequestsPerAddress"],
      error: ({ input }) =>
        `at least firewall.requestsPerAddress, which is ${(input as { requestsPerAddress: number }).requestsPerAddress}`,
    })
    .prefault({})
    .describe("What AWS WAF lets one address do. docs/send-limits.md says what that can cost.");
