import { join } from "node:path";
import { SettingsError } from "../settings/read.ts";
import { StartProblem } from "./service/index.ts";

/** Says what is wrong and what to do about it. An error that nobody foresaw is a fault of ours, and shown whole. */
export function explain(error: unknown, folder: string): string {
  if (error instanceof StartProblem || error instanceof SettingsError) return error.message;
  const { code, port, message, stack } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") {
    return `port ${port} is in use: stop the process that listens there, or set PORT to another (0 picks a free one)`;
  }
  if (code === "EACCES" && port) {
    return `port ${port} needs more rights than you have: set PORT to one above 1023`;
  }
  if (message?.includes("not a valid SQLite database")) {
    return `${folder} holds a broken database: delete ${join(folder, "tokens.db")} to start without any tokens`;
  }
  if (message?.includes("embedded engine")) {
    return `${message}\n(set DYNAMODB_URL, e.g. DYNAMODB_URL=http://127.0.0.1:8000 npm start)`;
  }
  return stack ?? String(error);
}
