import { readFileSync, writeFileSync } from "node:fs";
import { clientErrors } from "./client/errors.ts";
import { clientOperations } from "./client/operations.ts";
import { clientTypes } from "./client/types.ts";
import { errorsPage } from "./errors.ts";
import { eventsReference } from "./events.ts";
import { graphqlPage } from "./graphql.ts";
import { notice } from "./notice.ts";
import { settingsJsonSchema, settingsPage } from "./settings.ts";

/** A committed file whose text is made from the code. */
export interface Page {
  /** Its path from the root of the repository. */
  file: string;
  text(): string;
}

/** Every generated page. `npm run docs` writes them; `test/docs/generated.test.ts` holds the committed files against them. */
export const PAGES: Page[] = [
  { file: "docs/reference/graphql.md", text: graphqlPage },
  { file: "docs/reference/errors.md", text: errorsPage },
  { file: "docs/reference/events.md", text: eventsReference },
  { file: "docs/reference/settings.md", text: settingsPage },
  { file: "settings/settings.schema.json", text: () => `${JSON.stringify(settingsJsonSchema(), null, 2)}\n` },
  { file: "NOTICE", text: notice },
  { file: "packages/client/src/generated/schema.ts", text: clientTypes },
  { file: "packages/client/src/generated/operations.ts", text: clientOperations },
  { file: "packages/client/src/generated/errors.ts", text: clientErrors },
];

const urlOf = ({ file }: Page) => new URL(`../../${file}`, import.meta.url);

/** The text of a page as it is committed; an empty string if it does not exist. */
export function committed(page: Page): string {
  try {
    return readFileSync(urlOf(page), "utf8");
  } catch {
    return "";
  }
}

if (import.meta.main) {
  for (const page of PAGES) {
    const text = page.text();
    console.log(`${page.file}: ${text === committed(page) ? "unchanged" : "written"}`);
    writeFileSync(urlOf(page), text);
  }
}
