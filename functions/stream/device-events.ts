import type { DetailBeside, RemovalReason } from "../../contract/events.ts";
import { publicId } from "../../contract/lane.ts";
import { partitionOf } from "../../contract/partition.ts";
import type { Device, Person } from "../../contract/person.ts";
import type { Happening } from "./happening.ts";
import { isoTime } from "./iso-time.ts";
import type { Change } from "./record.ts";

/** Gives what a write of a person did to each device. */
export function deviceEvents({ pk, at, before: read, after: written }: Change): Happening[] {
  const before = (read as Partial<Person> | undefined)?.devices ?? {};
  const { devices: after = {}, revision, changedBy = null } = written as Partial<Person>;
  const { tenant, rest: subject } = partitionOf(pk);
  const isDisplacing = Object.keys(after).some((id) => !Object.hasOwn(before, id));
  const happening = (device: string, { test }: Device, change: Told): Happening => ({
    detail: { deviceId: publicId(device), test: test === true, ...change },
    tenant,
    subject,
    // That one has expired is nobody's act: the write that notices it may be an operator's.
    operator: change.type === "device.removed" && change.reason === "EXPIRED" ? null : changedBy,
    key: JSON.stringify([pk, device, revision]),
  });
  const gone = Object.entries(before).filter(([id]) => !Object.hasOwn(after, id));
  return [
    ...gone.map(([id, device]) =>
      happening(id, device, { type: "device.removed", reason: reasonOf(device, isDisplacing, at) }),
    ),
    ...Object.entries(after).flatMap(([id, device]) => {
      const type = changeOf(before[id], device);
      return type === null ? [] : [happening(id, device, { type, expiresAt: isoTime(device.expiresAt) })];
    }),
  ];
}

/** What is told of a device beside its id, and whether it is one of the test mode. */
type Told = DetailBeside<"deviceId" | "test">;

/** One that was handed over is made a second time when a code is verified with it, because it lasts from then on. */
function changeOf(before: Device | undefined, after: Device) {
  if (after.handedOver) return before ? null : "device.handed_over";
  if (!before || before.handedOver) return "device.added";
  return after.expiresAt === before.expiresAt ? null : "device.renewed";
}

function reasonOf({ expiresAt }: Device, isDisplacing: boolean, at: number): RemovalReason {
  if (expiresAt <= at) return "EXPIRED";
  return isDisplacing ? "DISPLACED" : "FORGOTTEN";
}
