import type { QueryInput, QueryValue } from "../wire/index.ts";
import { fieldsOf, itemsOf, textOf, textsOf } from "./query-values.ts";
import type { Email } from "./ses.ts";

/** The fields of a SendEmail that the two versions of SES name differently. */
interface VersionedFields {
  source: QueryValue | undefined;
  returnPath: QueryValue | undefined;
  tags: QueryValue | undefined;
  /** The object that has `Subject` and `Body`. */
  message: QueryValue | undefined;
}

/**
 * Reads an e-mail. A field of the wrong type counts as left out.
 *
 * @param missing throws the version's own error for a missing field
 */
export function readEmail(
  input: QueryInput,
  { source, returnPath, tags, message }: VersionedFields,
  missing: (field: string) => never,
): Email {
  const { ToAddresses, CcAddresses, BccAddresses } = fieldsOf(input.Destination);
  const { Subject, Body } = fieldsOf(message);
  const { Text, Html } = fieldsOf(Body);
  const text = dataOf(Text);
  const html = dataOf(Html);
  return {
    source: textOf(source) || missing("source"),
    toAddresses: textsOf(ToAddresses),
    ccAddresses: textsOf(CcAddresses),
    bccAddresses: textsOf(BccAddresses),
    replyToAddresses: textsOf(input.ReplyToAddresses),
    returnPath: textOf(returnPath) ?? null,
    configurationSetName: textOf(input.ConfigurationSetName) ?? null,
    tags: Object.fromEntries(itemsOf(tags).map((tag) => readTag(tag, missing))),
    headers: Object.fromEntries(itemsOf(fieldsOf(message).Headers).map((header) => readTag(header, missing))),
    subject: dataOf(Subject) ?? missing("subject"),
    text: text ?? (html === null ? missing("body") : null),
    html,
  };
}

const dataOf = (content: QueryValue | undefined): string | null => textOf(fieldsOf(content).Data) ?? null;

function readTag(tag: QueryValue, missing: (field: string) => never): [string, string] {
  const { Name, Value } = fieldsOf(tag);
  return [textOf(Name) ?? missing("name"), textOf(Value) ?? missing("value")];
}
