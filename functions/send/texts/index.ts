import type { SendSettings } from "../settings.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Texts } from "./texts.ts";

/** The texts of every language that settings may name. */
export const TEXTS: Record<SendSettings["languages"][number], Texts> = { en, de, ar };
