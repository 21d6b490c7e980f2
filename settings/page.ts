import * as z from "zod";
import { forms, onceEachIsRight, text, whole } from "./fields.ts";

/** Where stages differ by default. */
interface PageDefaults {
  allowedOrigins: string[];
}

/** An origin as browsers write it: `https://`, a host, no path. */
const origin = () =>
  text(/^(\*|https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?)$/, "an origin such as https://shop.example.com, or *");

/** The page of a stage, and who may call the API from a browser. */
export const page = ({ allowedOrigins }: PageDefaults) =>
  z
    .strictObject({
      publish: z
        .boolean()
        .default(true)
        .describe(
          "Whether the stage has the page, with the API on the page's origin. Without it the API's own endpoint answers pages of every origin.",
        ),
      domain: text(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "a host name in lower case")
        .optional()
        .describe(
          "The host name of the page. CloudFront gives it one of its own by default. A deploy says what to enter in the DNS.",
        ),
      certificateArn: text(
        /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
        "the ARN of a certificate of ACM in us-east-1",
      )
        .optional()
        .describe(
          "ACM's certificate for `page.domain`, which is needed with it. CloudFront takes only those in us-east-1.",
        ),
      allowedOrigins: z
        .array(origin())
        .max(20)
        .register(forms, { form: "a list of at most 20 origins" })
        .default(allowedOrigins)
        .describe(
          "The origins whose pages may call the API, beside the page's own. `*` is any, and leaves the API's own endpoint open. " +
            "Without `*` that endpoint takes signed requests alone: all others have to come through the page's origin.",
        ),
      originSecret: whole(1, 1_000)
        .default(1)
        .describe(
          "The version of the secret by which the API knows what comes through the page's origin. One more gives it another (docs/page.md).",
        ),
    })
    .refine(({ domain, certificateArn }) => domain === undefined || certificateArn !== undefined, {
      ...onceEachIsRight,
      path: ["certificateArn"],
      error: "the ARN of a certificate for page.domain",
    })
    .refine(({ domain, certificateArn }) => certificateArn === undefined || domain !== undefined, {
      ...onceEachIsRight,
      path: ["domain"],
      error: "a host name that page.certificateArn is for",
    })
    .prefault({})
    .describe("The page of the stage. docs/page.md says how it is published.");
