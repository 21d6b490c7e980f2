import { settings } from "../shared/settings.ts";

/** Whether messages may go to a number: some allowed prefix begins it, and no denied one does. */
export function isAllowed(number: string): boolean {
  const { allow, deny } = settings.destinations;
  return !deny.some((prefix) => number.startsWith(prefix)) && allow.some(({ prefix }) => number.startsWith(prefix));
}
