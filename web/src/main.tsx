import { render } from "preact";
import { App } from "./app.tsx";
import { loadConfig } from "./config.ts";
import { t } from "./i18n.ts";
import { applyPreferences } from "./preferences.ts";

const place = document.getElementById("page") as HTMLElement;
await applyPreferences();
try {
  await loadConfig();
  render(<App />, place);
} catch {
  render(
    <main class="card">
      <h1>{t("error.title")}</h1>
      <p>{t("error.config")}</p>
    </main>,
    place,
  );
}
