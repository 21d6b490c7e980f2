import { ERRORS, type ErrorDescription, LIMIT_NAMES, REASONS } from "../../contract/errors.ts";

const table = (head: [string, string], rows: Record<string, string>) =>
  [
    `| ${head.join(" | ")} |`,
    "|---|---|",
    ...Object.entries(rows).map(([name, text]) => `| \`${name}\` | ${text} |`),
  ].join("\n");

function section([type, { when, info, remedy }]: [string, ErrorDescription]): string {
  const fields = Object.entries(info).map(([name, text]) => `- \`${name}\`: ${text}`);
  const errorInfo = fields.length > 0 ? ["`errorInfo` holds:", fields.join("\n")] : ["`errorInfo` is null."];
  return [`## ${type}`, when, ...errorInfo, `**What to do.** ${remedy}`].join("\n\n");
}

/** Gives the page of all errors, as Markdown: docs/reference/errors.md. */
export const errorsPage = (): string =>
  `${[
    "<!-- Generated from contract/errors.ts. -->",
    "# Errors",
    "A field that fails answers null and one entry in `errors`. Its `errorType` is one of those below or one of AppSync's own, such as\n" +
      "`Unauthorized`; `errorInfo` is for programs, and `message` is for people and may change. A wrong code is no error: `verifyOtp`\n" +
      "answers it as a status. The lists of types, reasons and limits are closed: this version answers nothing else. A newer one may add to them: treat\n" +
      "a type that you do not know as `InternalError`, a reason as one that only a person can mend, and a limit by its `retryAfterSeconds`.",
    ...Object.entries<ErrorDescription>(ERRORS).map(section),
    "## Reasons",
    "What `errorInfo.reason` of an `InvalidInput` can be:",
    table(["reason", "meaning"], REASONS),
    "## Limits",
    "What `errorInfo.limit` of a `Throttled` can be. Of several limits, the one with the longest wait is answered.",
    table(["limit", "meaning"], LIMIT_NAMES),
  ].join("\n\n")}\n`;
