import { signal } from "@preact/signals";

const KEY = "appsync-otp.username";

/** What is typed to sign in. Views beside the sign-in go on with the same username. */
export const typed = { username: signal(takeKept()), password: signal("") };

/** The tab keeps the username over a way through the challenge and back. A browser that keeps nothing asks for it again. */
addEventListener("pagehide", () => {
  try {
    if (typed.username.value) sessionStorage.setItem(KEY, typed.username.value);
  } catch {}
});

function takeKept(): string {
  try {
    const kept = sessionStorage.getItem(KEY) ?? "";
    sessionStorage.removeItem(KEY);
    return kept;
  } catch {
    return "";
  }
}

/** Forgets the password, and with it what nobody needs any more. */
export function forgetTyped(): void {
  typed.username.value = "";
  typed.password.value = "";
}
