import { signal } from "@preact/signals";

/** What is typed to sign in. Views beside the sign-in go on with the same username. */
export const typed = { username: signal(""), password: signal("") };

/** Forgets the password, and with it what nobody needs any more. */
export function forgetTyped(): void {
  typed.username.value = "";
  typed.password.value = "";
}
