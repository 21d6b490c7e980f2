import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OVERRIDES } from "./slot.ts";

/** Where a service is killed: its folder, and the environment of each of its starts, with the same ports and settings. */
export interface Place {
  folder: string;
  env: Record<string, string>;
  remove(): void;
}

export async function newPlace(): Promise<Place> {
  const top = mkdtempSync(join(tmpdir(), "crashes-"));
  const OTP_SETTINGS = join(top, "settings.json");
  writeFileSync(OTP_SETTINGS, JSON.stringify(OVERRIDES));
  const env = { PORT: String(await threePorts()), OTP_SETTINGS };
  return { folder: join(top, "state"), env, remove: () => rmSync(top, { recursive: true, force: true }) };
}

/** Systems give ports from 32768 on to those who ask for any. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** The first of three ports in a row that are free, and that nobody is given who asks for any: each start is to have the same. */
async function threePorts(): Promise<number> {
  for (;;) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) return first;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
