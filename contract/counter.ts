/** The counters of messages: one item a day, with the day's count and one count for each quarter of an hour. Times are epoch seconds, in UTC. */

/** Seconds of a day. */
export const DAY = 24 * 60 * 60;
/** Seconds of a quarter of an hour. */
export const QUARTER = 15 * 60;

/** Gives the day that a time is in, in days since 1970. */
export const dayOf = (now: number) => Math.floor(now / DAY);
export const endOfDay = (now: number) => (dayOf(now) + 1) * DAY;
/** Gives the name of the count of the quarter of an hour that a time is in. */
export const quarterName = (now: number) => `q${Math.floor((now % DAY) / QUARTER)}`;

/** The condition under which a counter may count one message more; its placeholders are the write's to give. */
export const NOT_USED_UP =
  "(attribute_not_exists(#total) OR #total < :day) AND (attribute_not_exists(#quarter) OR #quarter < :quarterHour)";
/** How it counts one. */
export const COUNT_ONE = "SET #version = :version, #ttl = :ttl ADD #total :one, #quarter :one";
