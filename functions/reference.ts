import { createHash } from "node:crypto";

/** Gives the reference of an e-mail to a thing: the same for the same thing, and nothing can be told from it. */
export const referenceTo = (thing: string): string => createHash("sha256").update(thing).digest("hex").slice(0, 32);
