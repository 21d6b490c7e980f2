import type { Occasion } from "../../../contract/notices.ts";

/** What every language says in notices. A text that is missing does not compile. */
export interface NoticeTexts {
  direction: "ltr" | "rtl";
  occasions: Record<Occasion, NoticeWords>;
  /** Says what we never ask for. */
  never: string;
}

export interface NoticeWords {
  subject(service: string): string;
  /** Says what happened, and when. @param time a day and a time in UTC */
  happened(service: string, time: string): string;
  /** Says what to do if it was not the owner. */
  advice(service: string): string;
}
