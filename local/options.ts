import { createServer } from "node:net";
import { resolve } from "node:path";
import { readSettings } from "../settings/read.ts";
import { type ServiceOptions, StartProblem } from "./service/index.ts";

/** The environment variables that configure a start. */
export interface Environment {
  PORT?: string | undefined;
  LOCAL_DIR?: string | undefined;
  OTP_SETTINGS?: string | undefined;
  DYNAMODB_URL?: string | undefined;
}

/** The folder that state is kept in. */
export const folderOf = ({ LOCAL_DIR }: Environment): string => resolve(LOCAL_DIR || ".local");

/** @throws StartProblem or SettingsError, whose message says what to change */
export function readOptions(
  environment: Environment,
): Pick<ServiceOptions, "folder" | "settings" | "port" | "dynamodbUrl"> {
  const { PORT, OTP_SETTINGS, DYNAMODB_URL } = environment;
  return {
    folder: folderOf(environment),
    settings: readSettings(OTP_SETTINGS || undefined),
    port: readPort(PORT),
    ...(DYNAMODB_URL ? { dynamodbUrl: readEngineUrl(DYNAMODB_URL) } : {}),
  };
}

function readPort(text = "4000"): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_531) return port;
  throw new StartProblem(`PORT has to be a whole number from 0 to 65531, and is "${text}"`);
}

function readEngineUrl(url: string): string {
  if (/^https?:\/\/[^/?#@]+\/?$/.test(url) && URL.canParse(url)) return url;
  throw new StartProblem(`DYNAMODB_URL has to be of the form http://127.0.0.1:8000, and is "${url}"`);
}

/** Checks the five ports before anything starts. 0 stands for free ones. @throws the error of `listen`, e.g. EADDRINUSE */
export async function checkPorts(port: number): Promise<void> {
  for (const each of port === 0 ? [] : [0, 1, 2, 3, 4].map((n) => port + n)) {
    await new Promise<void>((free, taken) => {
      const probe = createServer().once("error", taken);
      probe.listen(each, "127.0.0.1", () => probe.close(() => free()));
    });
  }
}
