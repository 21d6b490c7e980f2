import { createApi } from "../api.ts";
import type { Arguments } from "./arguments.ts";
import { createLoader } from "./load.ts";
import { notesOf, summary } from "./report.ts";
import { CREDENTIALS, callersOf, type Terminal } from "./serve.ts";

/** An address that nothing is asked at. */
const NOWHERE = "http://127.0.0.1:1";

/**
 * Reads a template as for serving it, and says what is not local.
 *
 * @returns whether all of it is local
 * @throws TemplateError, or what is wrong with the API
 */
export async function check(args: Arguments, { print }: Terminal): Promise<boolean> {
  const engine = { endpoint: args.dynamodb ?? NOWHERE, credentials: CREDENTIALS };
  const loader = createLoader(args, { engine, callers: callersOf(args, { url: NOWHERE }) });
  try {
    const loaded = loader.load();
    await createApi(loaded.description).close();
    print([summary(loaded), ...notesOf(loaded)].join("\n"));
    return loaded.notes.length === 0;
  } finally {
    loader.close();
  }
}
