import { expect, test } from "vitest";
import { committed, PAGES } from "../../docs/generate/index.ts";

test.each(PAGES)("$file is what `npm run docs` makes of the code today", (page) => {
  expect(committed(page)).toBe(page.text());
});
