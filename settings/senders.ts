import * as z from "zod";
import { amount, emailAddress, text } from "./fields.ts";
import { androidHash, host } from "./tenants.ts";

/** Who messages come from, and what they may cost. */

export const sms = z
  .strictObject({
    senderId: text(
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
      "1 to 11 letters, digits and hyphens, with at least one letter",
    )
      .optional()
      .describe(
        "The sender that a phone shows, in countries that allow a name and where `sms.originationNumber` is not used. Not sent to the United States, their territories and Canada.",
      ),
    originationNumber: text(/^(\+[1-9]\d{7,14}|\d{3,9})$/, "a number in E.164, such as +12025550123, or a short code")
      .optional()
      .describe(
        "The number of your account that messages come from, in the countries of its calling code (a short code: in the United States). Elsewhere " +
          "they come from `sms.senderId`, or from what SNS chooses.",
      ),
    maxPriceUsd: amount(5).optional().describe("US dollars that one message may cost. SNS does not send a dearer one."),
    entityId: text(/^[A-Za-z0-9]{1,50}$/, "1 to 50 letters and digits")
      .optional()
      .describe("For India: the registered entity. It needs `sms.templateId`."),
    templateId: text(/^[A-Za-z0-9]{1,50}$/, "1 to 50 letters and digits")
      .optional()
      .describe("For India: the registered template. It needs `sms.entityId`."),
    host: host()
      .optional()
      .describe(
        "The site whose pages may fill in the codes of the pool's users. The last line of their SMS is then `@host #code`. Backends have sites of their own: `tenants`.",
      ),
    androidHash: androidHash()
      .optional()
      .describe("The hash of the Android app that may read the codes of the pool's users from their SMS."),
  })
  .refine(({ entityId, templateId }) => entityId === undefined || templateId !== undefined, {
    path: ["templateId"],
    error: "set together with sms.entityId",
  })
  .refine(({ entityId, templateId }) => templateId === undefined || entityId !== undefined, {
    path: ["entityId"],
    error: "set together with sms.templateId",
  })
  .prefault({})
  .describe("How SMS are sent by SNS.");

export const email = z
  .strictObject({
    from: emailAddress()
      .default("no-reply@example.com")
      .describe("The address that e-mails come from, alone: the name is `email.fromName`."),
    fromName: text(
      /^(?=.*\S)[^<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]{1,64}$/u,
      "1 to 64 visible characters in one line, without < and >",
    )
      .optional()
      .describe("The name that mail programs show beside it. Not set: what messages call the service."),
    replyTo: emailAddress().optional().describe("The address that answers go to."),
  })
  .prefault({})
  .describe("How e-mails are sent by SES.");
