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
      .describe("The sender that a phone shows, in countries that allow a name."),
    originationNumber: text(/^(\+[1-9]\d{7,14}|\d{3,9})$/, "a number in E.164, such as +12025550123, or a short code")
      .optional()
      .describe("The number of your account that messages come from. SNS chooses one when there are several."),
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
    from: emailAddress().default("no-reply@example.com").describe("The address that e-mails come from."),
    replyTo: emailAddress().optional().describe("The address that answers go to."),
  })
  .prefault({})
  .describe("How e-mails are sent by SES.");
