import { render } from "preact";
import { App } from "./app.tsx";
import { loadConfig } from "./config.ts";
import { t } from "./i18n.ts";
import { applyPreferences } from "./preferences.ts";

const isConfigured = loadConfig().then(
  () => true,
  () => false,
);
await applyPreferences();
render(
  (await isConfigured) ? (
    <App />
  ) : (
    <main class="card">
      <h1>{t("error.title")}</h1>
      <p>{t("error.config")}</p>
    </main>
  ),
  document.getElementById("page") as HTMLElement,
);
