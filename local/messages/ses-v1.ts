import { type ProtocolOptions, queryProtocol, WireError, type WireHandler } from "../wire/index.ts";
import { readEmail } from "./email-input.ts";
import type { Inbox } from "./inbox.ts";
import { deliverEmail, type SesAccount } from "./ses.ts";

/** The sending part of SES v1 (client-ses): SendEmail. */
export function createSesV1(account: SesAccount, inbox: Inbox, options: ProtocolOptions): WireHandler {
  return queryProtocol({
    ...options,
    namespace: "http://ses.amazonaws.com/doc/2010-12-01/",
    operations: {
      SendEmail(input) {
        const { Source: source, ReturnPath: returnPath, Tags: tags, Message: message } = input;
        const email = readEmail(input, { source, returnPath, tags, message }, missing);
        return { MessageId: deliverEmail(email, account, inbox) };
      },
    },
  });
}

function missing(field: string): never {
  const problem = `Value null at '${field}' failed to satisfy constraint: Member must not be null`;
  throw new WireError("ValidationError", `1 validation error detected: ${problem}`);
}
