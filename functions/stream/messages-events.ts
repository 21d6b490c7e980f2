import { laneOf } from "../../contract/lane.ts";
import type { Happening } from "./happening.ts";
import { isoTime } from "./iso-time.ts";
import type { Change } from "./record.ts";

/** Tells that a lane's counter of a day has reached the limit by this write. @param most the messages that a lane may have in a day */
export function messagesEvents({ pk, sk, at, before, after }: Change, most: number): Happening[] {
  const total = (item: Change["before"]) => Number(item?.total ?? 0);
  if (total(before) >= most || total(after) < most) return [];
  const { tenant, subject, device } = laneOf(pk);
  const day = isoTime(at).slice(0, 10);
  return [
    {
      detail: { type: "messages.exhausted", knownDevice: device !== null, day },
      tenant,
      subject,
      operator: null,
      // A message that is withdrawn makes room, so that the limit may be reached more than once. That is told once.
      key: JSON.stringify([pk, sk]),
    },
  ];
}
