import type { DestinationReason } from "../../contract/errors.ts";

/**
 * The country of a destination (ISO 3166, `none` for e-mail), the reason why no message can reach it, or the country to which
 * messages are not allowed.
 */
export type CountryCheck = { country: string } | { reason: DestinationReason } | { refused: string };
