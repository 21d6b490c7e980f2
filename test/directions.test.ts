import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** Imports run one way. What a room may import of the project's own rooms, itself aside: */
const MAY_IMPORT: Record<string, string[]> = {
  "appsync-js": [],
  resolvers: ["order.ts", "settings.ts", "appsync-js"],
  functions: ["order.ts", "settings.ts"],
  infra: ["functions", "resolvers", "schema.graphql", "settings.ts", "read-settings.ts"],
  "local/appsync": ["appsync-js"],
  local: ["local/appsync", "functions", "resolvers", "schema.graphql", "settings.ts", "read-settings.ts"],
};
/** Rooms that import nothing but themselves, test/bench included, need no line here: tests may import everything. */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ROOMS = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length);
const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"|new URL\("(\.[^"]+)", import\.meta\.url\)/g;

const roomOf = (file: string) => ROOMS.find((room) => file.startsWith(`${room}/`)) ?? (file.split("/")[0] as string);

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, imported, url]) =>
    relative(ROOT, resolve(ROOT, dirname(file), (imported ?? url) as string)),
  );
}

test.each(ROOMS)("%s imports only what stands below it", (room) => {
  const files = globSync(`${room}/**/*.ts`, { cwd: ROOT }).filter((file) => roomOf(file) === room);
  expect(files).not.toEqual([]);
  const allowed = [room, ...(MAY_IMPORT[room] as string[])];
  const strays = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => !allowed.includes(roomOf(imported)) && !allowed.includes(imported))
      .map((imported) => `${file} imports ${imported}`),
  );
  expect(strays).toEqual([]);
});
