import { signal } from "@preact/signals";
import { LANGUAGES, type Language, preferredLanguage, setLanguage } from "./i18n.ts";

/** How the page looks: as the system does, or not. */
export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>("system");

/** A browser that keeps nothing shows what it prefers. */
const kept = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(`appsync-otp.${name}`);
    } catch {
      return null;
    }
  },
  set(name: string, value: string) {
    try {
      localStorage.setItem(`appsync-otp.${name}`, value);
    } catch {}
  },
};

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  kept.set("theme", chosen);
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  await setLanguage(chosen);
  kept.set("language", chosen);
}

/** Shows the page as it was chosen before. */
export async function applyPreferences(): Promise<void> {
  const chosen = kept.get("theme");
  if (chosen === "light" || chosen === "dark") chooseTheme(chosen);
  const spoken = kept.get("language");
  await setLanguage(spoken && Object.hasOwn(LANGUAGES, spoken) ? (spoken as Language) : preferredLanguage());
}
