import type { EventDetail } from "../../contract/events.ts";

/** What one write did to one thing. */
export interface Happening {
  detail: EventDetail;
  tenant: string;
  subject: string | null;
  operator: string | null;
  /** Tells this change from every other one in all tables, and is the same whenever the record is read. */
  key: string;
}
