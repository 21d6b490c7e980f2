import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { compileJava, EXAMPLES, isSkipped, type Language } from "./languages.ts";

/** What the examples sign with agrees with the test vectors. That of TypeScript is the typed client's, which has its own test. */

interface Vector {
  timestamp: string;
  secretVersion: string;
  nonce: string;
  operationName: string;
  query: string;
  canonicalVariables: string;
  authorization: string;
}

const VECTORS = fileURLToPath(new URL("../../docs/signing-vectors.json", import.meta.url));
const file: { apiId: string; clientId: string; secret: string; vectors: Vector[] } = JSON.parse(
  readFileSync(VECTORS, "utf8"),
);
const folder = mkdtempSync(join(tmpdir(), "signing-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (command: string, args: string[], env: object = {}) =>
  execFileSync(command, args, {
    cwd: join(EXAMPLES, ".."),
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: "pipe",
  });
const linesOf = (output: string) => output.trim().split("\n");

/** Signs every vector by the example of a language. @returns the headers */
const SIGNERS: Partial<Record<Language, () => string[]>> = {
  curl: () =>
    file.vectors.map(({ secretVersion, timestamp, nonce, query, canonicalVariables, operationName }) => {
      const env = { API_ID: file.apiId, KEY_ID: `${file.clientId}_${secretVersion}`, SECRET: file.secret };
      const given = [timestamp, nonce, query, canonicalVariables, operationName];
      return run("sh", ["-euc", '. "$0"; sign "$@"', join(EXAMPLES, "curl/signing.sh"), ...given], env).trim();
    }),
  python: () =>
    linesOf(
      run(
        "python3",
        [
          "-c",
          `import json
from signing import sign
file = json.load(open("${VECTORS}", encoding="utf-8"))
for v in file["vectors"]:
    print(sign(file["apiId"], file["clientId"] + "_" + v["secretVersion"], file["secret"], v["timestamp"], v["nonce"],
               v["query"], json.loads(v["variables"]), v["operationName"]))`,
        ],
        { PYTHONPATH: join(EXAMPLES, "python"), PYTHONDONTWRITEBYTECODE: "1" },
      ),
    ),
  java: () => {
    const program = join(folder, "Vectors.java");
    writeFileSync(
      program,
      `import java.nio.file.*; import java.util.*;
       class Vectors { public static void main(String[] given) throws Exception {
         var file = (Map<?, ?>) Json.read(Files.readString(Path.of("${VECTORS}")));
         for (var each : (List<?>) file.get("vectors")) {
           var v = (Map<String, String>) each;
           var keyId = file.get("clientId") + "_" + v.get("secretVersion");
           var signing = new Signing((String) file.get("apiId"), keyId, (String) file.get("secret"));
           var variables = (Map<String, ?>) Json.read(v.get("variables"));
           System.out.println(signing.sign(v.get("timestamp"), v.get("nonce"), v.get("query"), variables, v.get("operationName")));
         } } }`,
    );
    const classes = compileJava(folder);
    run("javac", ["-nowarn", "-cp", classes, "-d", classes, program]);
    return linesOf(run("java", ["-cp", classes, "Vectors"]));
  },
  php: () =>
    linesOf(
      run("php", [
        "-r",
        `require '${EXAMPLES}/php/signing.php';
         $file = json_decode(file_get_contents('${VECTORS}'));
         foreach ($file->vectors as $v) {
           echo sign($file->apiId, "{$file->clientId}_$v->secretVersion", $file->secret, $v->timestamp, $v->nonce,
             $v->query, json_decode($v->variables), $v->operationName), "\\n";
         }`,
      ]),
    ),
};

describe.each(Object.entries(SIGNERS))("the example for %s", (language, sign) => {
  test.skipIf(isSkipped(language as Language))("S35 F28 F30 signs as the test vectors say", () => {
    expect(sign()).toEqual(file.vectors.map(({ authorization }) => authorization));
  });
});

describe("the example for go", () => {
  // Its test is beside it, as Go has it, and fails if there are no vectors.
  test.skipIf(isSkipped("go"))("S35 F28 F30 signs as the test vectors say", { timeout: 300_000 }, () => {
    expect(run("go", ["test", "-C", "examples/go", "-count=1", "./signing"])).toMatch(/^ok\s/);
  });
});
