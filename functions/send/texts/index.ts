import type { SendSettings } from "../settings.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { pt } from "./pt.ts";
import type { Texts } from "./texts.ts";

/**
 * The texts of every language that settings may name. Nobody whose first language is French, Spanish, Italian, Portuguese, Japanese or Arabic has
 * read theirs yet.
 */
export const TEXTS: Record<SendSettings["languages"][number], Texts> = { en, de, fr, es, it, pt, ja, ar };
