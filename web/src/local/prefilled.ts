import { signal } from "@preact/signals";

/** The account that was picked on one machine, to sign in by. */
export const prefilled = signal<{ username: string; password: string } | null>(null);
