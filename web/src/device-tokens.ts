import { signal } from "@preact/signals";
import type { DeviceTokens } from "appsync-otp-client";
import { session } from "./session.ts";

/** Where the device token of the person is kept, who says so: nowhere, until the tab is closed, or in this browser. */
export type Keeping = "nowhere" | "tab" | "browser";

/** Where the next device token is kept: where the last one of the same person is, until they say otherwise. */
export const keeping = signal<Keeping>("nowhere");

/** What is kept for a person. By the username a device is found for somebody who has forgotten the password. */
interface Kept {
  deviceToken: string;
  username: string;
}
type Place = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const KEY = "appsync-otp.devices";

/** A browser that keeps nothing throws when it is asked for its storage. Then tokens are kept as long as the page is open. */
function placeOf(storage: "sessionStorage" | "localStorage"): Place {
  try {
    return window[storage];
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}
const PLACES = { tab: placeOf("sessionStorage"), browser: placeOf("localStorage") };

/** What is kept in a place, by the subjects. */
const read = (place: Place): Record<string, Kept> => JSON.parse(place.getItem(KEY) ?? "{}");

function write(place: Place, subject: string, kept: Kept | null): void {
  const { [subject]: _, ...others } = read(place);
  const all = kept ? { ...others, [subject]: kept } : others;
  if (Object.keys(all).length > 0) place.setItem(KEY, JSON.stringify(all));
  else place.removeItem(KEY);
}

/** Where a device token of the person is kept already. */
export function keptIn(subject: string): Keeping {
  if (read(PLACES.tab)[subject]) return "tab";
  return read(PLACES.browser)[subject] ? "browser" : "nowhere";
}

/** Forgets the device token of a person on this device. */
export function forgetHere(subject: string): void {
  for (const place of Object.values(PLACES)) write(place, subject, null);
}

/** Keeps the device tokens where the person says so. */
export const deviceTokens: DeviceTokens = {
  get: (subject) => (read(PLACES.tab)[subject] ?? read(PLACES.browser)[subject])?.deviceToken,
  set(subject, deviceToken) {
    forgetHere(subject);
    const username = session.peek()?.username ?? "";
    write(PLACES[keeping.value === "browser" ? "browser" : "tab"], subject, { deviceToken, username });
  },
  delete: forgetHere,
};

/** The device token that is kept for whoever signs in by a username. */
export function deviceTokenOf(username: string): string | undefined {
  const all = Object.values(PLACES).flatMap((place) => Object.values(read(place)));
  return all.find((kept) => kept.username.toLowerCase() === username.toLowerCase())?.deviceToken;
}

session.subscribe((who) => {
  keeping.value = who ? keptIn(who.subject) : "nowhere";
  if (!who) return;
  for (const place of Object.values(PLACES)) {
    const kept = read(place)[who.subject];
    // The username may be another one since the token was kept.
    if (kept) write(place, who.subject, { ...kept, username: who.username });
  }
});
