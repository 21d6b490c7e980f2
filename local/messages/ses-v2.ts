import { jsonProtocol, type ProtocolOptions, type QueryInput, WireError, type WireHandler } from "../wire/index.ts";
import { readEmail } from "./email-input.ts";
import type { Inbox } from "./inbox.ts";
import { fieldsOf } from "./query-values.ts";
import { deliverEmail, type SesAccount } from "./ses.ts";

/** The names of v2 for errors of v1. An error that is missing here has the same name in both. */
const RENAMED: Record<string, [type: string, status: number]> = {
  ConfigurationSetDoesNotExist: ["NotFoundException", 404],
  InvalidParameterValue: ["BadRequestException", 400],
};

/**
 * The sending part of SES v2 (client-sesv2): POST /v2/email/outbound-emails with simple content. A REST operation with JSON
 * bodies differs from AWS's JSON protocol only in how it names the operation, so the name is added here.
 */
export function createSesV2(account: SesAccount, inbox: Inbox, options: ProtocolOptions): WireHandler {
  const handle = jsonProtocol({
    ...options,
    prefix: "SESv2",
    operations: { SendEmail: (input) => ({ MessageId: send(input as QueryInput, account, inbox) }) },
  });
  return (request) => handle({ ...request, headers: { ...request.headers, "x-amz-target": "SESv2.SendEmail" } });
}

function send(input: QueryInput, account: SesAccount, inbox: Inbox): string {
  const { FromEmailAddress: source, FeedbackForwardingEmailAddress: returnPath, EmailTags: tags } = input;
  const message = fieldsOf(input.Content).Simple;
  if (!message)
    throw new WireError("BadRequestException", "Content must be Simple: the stand-in takes no Raw and no Template.");
  try {
    return deliverEmail(readEmail(input, { source, returnPath, tags, message }, missing), account, inbox);
  } catch (error) {
    const renamed = error instanceof WireError ? RENAMED[error.type] : undefined;
    throw renamed ? new WireError(renamed[0], (error as WireError).message, renamed[1]) : error;
  }
}

// [?] The wording of SES v2 is not known.
function missing(field: string): never {
  throw new WireError("BadRequestException", `The ${field} is missing.`);
}
