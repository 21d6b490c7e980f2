import type { Channel } from "./send-request.ts";

/** Sixteen dots, more than any number has digits to hide. Written out they would fill the bundles with their escapes. */
const DOTS = "----------------".split("-").join("•");

/** Masks a destination: `+1••••••••23`, a number's first and last two characters; `u•••@example.com`, an address's domain. */
export function masked(channel: Channel, destination: string): string {
  if (channel === "SMS")
    return `${destination.slice(0, 2)}${DOTS.slice(0, destination.length - 4)}${destination.slice(-2)}`;
  const at = destination.lastIndexOf("@");
  return `${destination.slice(0, 1)}•••${destination.slice(at)}`;
}
