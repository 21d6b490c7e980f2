import { DETAIL_FIELDS, HEAD_FIELDS } from "../../contract/event-fields.ts";
import { EVENTS, type EventDescription } from "../../contract/events.ts";

const rows = (fields: Record<string, string>) =>
  Object.entries(fields).map(([name, text]) => `| \`${name}\` | ${text} |`);

/** Gives the page of all audit events, as Markdown: docs/reference/events.md. */
export const eventsReference = (): string =>
  `${[
    "<!-- Generated from contract/events.ts and contract/event-fields.ts. -->",
    "# Audit events",
    "What the service tells of each change of a token, a known device and an API client. [The guide](../events.md) says where events come from,\n" +
      "how to get them, and what they do not say. New types and fields may be added: pass over those that you do not know.",
    ["| type | result | when | says also |", "|---|---|---|---|", ...typeRows()].join("\n"),
    "## What every event says",
    ["| field | meaning |", "|---|---|", ...rows(HEAD_FIELDS)].join("\n"),
    "## What some events say",
    ["| field | meaning |", "|---|---|", ...rows(DETAIL_FIELDS)].join("\n"),
  ].join("\n\n")}\n`;

const typeRows = () =>
  Object.entries<EventDescription>(EVENTS).map(
    ([type, { when, result, fields }]) =>
      `| \`${type}\` | ${result} | ${when} | ${fields.map((field) => `\`${field}\``).join(", ")} |`,
  );
