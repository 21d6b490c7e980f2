/**
 * An e-mail address as steps (Java's patterns) and functions (JavaScript's) both accept it: the ASCII form of RFC 5321's
 * mailboxes without quoted parts, with a dot in the domain. It is one address, and nothing in it can make it a list. Without anchors.
 */
export const EMAIL_PATTERN =
  "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])";

/** Characters of the longest address (RFC 5321, 4.5.3.1.3, without the angle brackets). */
export const MAX_EMAIL_LENGTH = 254;
