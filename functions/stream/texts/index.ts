import type { StreamSettings } from "../settings.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { pt } from "./pt.ts";
import type { NoticeTexts } from "./texts.ts";

/** The texts of every language that settings may name. */
export const TEXTS: Record<StreamSettings["languages"][number], NoticeTexts> = { en, de, fr, es, it, pt, ja, ar };
