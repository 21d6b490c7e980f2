import { readFileSync } from "node:fs";

/** What the README says that `npm run demo` prints. */
export const demoInReadme = () =>
  /\$ npm run demo\n([\s\S]*?)```/.exec(readFileSync(new URL("../../README.md", import.meta.url), "utf8"))?.[1] ?? "";

/** The demo's output with one text for all times and one for all codes, which differ from run to run. */
export const comparable = (output: string) =>
  output
    .trim()
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\b(?!00000[01]\b)(\d{6}|[0-9A-Z]{12})\b/g, "<code>");
