import { TemplateError } from "../template/cloudformation.ts";

/** Says what stopped a start, for people. */
export function explain(error: unknown): string {
  if (error instanceof TemplateError) return error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") return `Another program listens on the port: give --port 0 for a free one. (${message})`;
  return error instanceof Error && code === undefined ? message : (stack ?? String(error));
}
