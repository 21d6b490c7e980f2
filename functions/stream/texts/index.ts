import type { StreamSettings } from "../settings.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { NoticeTexts } from "./texts.ts";

/** The texts of every language that settings may name. */
export const TEXTS: Record<StreamSettings["languages"][number], NoticeTexts> = { en, de, ar };
