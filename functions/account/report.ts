import type { AccountRefusal, AccountRequest } from "../../contract/account-request.ts";
import { emitMetrics } from "../metrics.ts";

/** Counts what became of a change. Neither whose account it is nor where the code went is said. @param refused why; null if it was made */
export function report({ change, channel }: AccountRequest, refused: AccountRefusal | null): void {
  emitMetrics({
    by: [],
    properties: { change, channel, refused: refused ?? undefined },
    counts: { accountsChanged: refused ? 0 : 1, accountChangesRefused: refused ? 1 : 0 },
  });
}
