const LOCAL_PART = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}";

/**
 * An e-mail address as mail servers take it: the ASCII form of RFC 5321's mailboxes without quoted parts, with a dot in the domain. It is
 * one address, and nothing in it can make it a list. Patterns here are for Java and for JavaScript, without anchors.
 */
export const EMAIL_PATTERN = `${LOCAL_PART}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])`;

const LABEL = "[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";

/** An e-mail address as people write it: its domain may be beyond ASCII. What is sent to is its ASCII form. */
export const WRITTEN_EMAIL_PATTERN = `${LOCAL_PART}@(?:${LABEL}\\.)+${LABEL}`;

/** Characters of the longest address (RFC 5321, 4.5.3.1.3, without the angle brackets). */
export const MAX_EMAIL_LENGTH = 254;
