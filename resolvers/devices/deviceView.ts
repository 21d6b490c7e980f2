import { publicId } from "../../contract/lane.ts";
import type { Device, Person } from "../../contract/person.ts";
import { iso } from "../shared/slot.ts";

/** Gives the schema's `Device`s of a person: those that are known now. */
export const devicesOf = (person: Pick<Person, "devices"> | null, now: number) =>
  Object.entries(person?.devices ?? {})
    .filter(([, { expiresAt }]) => expiresAt > now)
    .map(([id, device]) => viewOf(id, device));

const viewOf = (id: string, { createdAt, lastUsedAt, expiresAt }: Device) => ({
  id: publicId(id),
  createdAt: iso(createdAt),
  lastUsedAt: iso(lastUsedAt),
  expiresAt: iso(expiresAt),
});
