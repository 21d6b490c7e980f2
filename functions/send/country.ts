/**
 * Where a destination is (ISO 3166, `none` for e-mail); or why nothing can be sent to it; or where it is that nothing may be
 * sent to.
 */
export type CountryCheck = { country: string } | { reason: string } | { refused: string };
