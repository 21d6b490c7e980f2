import type { en } from "./en.ts";
import type { Text } from "./text.ts";

export type Key = keyof typeof en;
/** What every language has to say. A text that is missing does not compile. */
export type Texts = Record<Key, Text>;
