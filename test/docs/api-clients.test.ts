import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { outputsOf, run } from "../local/running-start.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(ROOT, "docs/api-clients.md"), "utf8");
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, commands = ""]) => commands);

test("F21 F26 F27 S34 every command of docs/api-clients.md runs, from nothing to a first verified code and on to the client's end", async () => {
  const started = run("start.ts");
  await outputsOf(started);
  expect(blocks).toHaveLength(8);
  // What examples/README.md says: the first steps leave what its programs need in the environment.
  const commands = blocks.toSpliced(5, 0, 'sh examples/curl/otp.sh > "$TMPDIR/transcript"\n');
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", commands.join("\n")], {
    cwd: ROOT,
    env: { ...process.env, PATH, LOCAL_DIR: started.folder, TMPDIR: started.folder },
  });
  expect(readFileSync(join(started.folder, "transcript"), "utf8")).toMatch(/^checked the proof/m);
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const none = { data: { activeTokens: { items: [] } } };
  const lastUsedOn = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
  expect(answers).toMatchObject([
    { data: { verifyOtp: { status: "VERIFIED" } } },
    none,
    none,
    { data: { apiClients: { items: [{ name: "Web shop", status: "ACTIVE", dailySends: 1000, lastUsedOn }] } } },
    { data: { updateApiClient: { client: { dailySends: 50 } } } },
    { data: { revokeApiClient: { client: { status: "REVOKED" } } } },
    { errors: [{ errorType: "UnauthorizedException" }] },
  ]);
});
