/** Gives a time as events say it (RFC 3339, in UTC). @param seconds since the epoch */
export const isoTime = (seconds: number) => new Date(seconds * 1000).toISOString();
