import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Writes files into a folder of their own, which goes when the test is over. @returns the folder */
export function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "steps-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A bundle whose request handler holds `body`, which begins on line 3. */
export const stepOf = (body: string, top = "") =>
  `import { util, runtime } from "@aws-appsync/utils"; ${top}
export function request(ctx) {
${body}
}
export function response(ctx) { return ctx.result; }
`;
