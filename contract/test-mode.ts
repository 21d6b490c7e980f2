import { hasLongCodes, PASSWORD_RESET } from "./purposes.ts";
import type { Transaction } from "./transaction.ts";

/** Test mode: fixed codes for destinations that the settings name one by one. docs/testing-your-app.md says for whom it is. */

/**
 * Whether a request is plain enough for a fixed code. A payment is not, because a code confirms one payment and no other. Neither are the
 * purposes by which somebody gets at an account: those that step up, changes of an address or number, and password resets.
 */
export const mayHaveFixedCode = ({ purpose, transaction }: { purpose: string; transaction: Transaction | null }) =>
  transaction === null && purpose !== PASSWORD_RESET && !hasLongCodes(purpose);
