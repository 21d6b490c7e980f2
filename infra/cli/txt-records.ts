import { Resolver } from "node:dns/promises";

const NONE = ["ENOTFOUND", "ENODATA"];
const resolver = new Resolver({ timeout: 2_000, tries: 2 });

/**
 * Asks the DNS for the texts under a name, each put together of its parts; none where the name has none.
 *
 * @throws Error of the DNS when it does not answer
 */
export async function txtRecords(name: string): Promise<string[]> {
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
  } catch (error) {
    if (NONE.includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
