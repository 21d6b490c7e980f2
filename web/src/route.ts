import { signal } from "@preact/signals";

/** The view that the address names behind its `#/`; empty for the first one. */
export const route = signal(read());

function read(): string {
  return location.hash.replace(/^#\/?/, "");
}

addEventListener("hashchange", () => {
  route.value = read();
});

/** Shows another view. */
export function goTo(view: string): void {
  location.hash = `#/${view}`;
}
