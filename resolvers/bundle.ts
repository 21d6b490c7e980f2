import { fileURLToPath } from "node:url";
import { bundleSteps } from "appsync-local/language";
import { bake } from "../settings/bake.ts";
import type { Settings } from "../settings/schema.ts";
import { PIPELINES } from "./pipelines.ts";
import { STEP_SETTINGS } from "./settings.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Every step and before/after of `PIPELINES`, bundled with the settings baked in: the step's name to its APPSYNC_JS. */
export function bundleResolvers(settings: Settings): Map<string, string> {
  const names = Object.values(PIPELINES).flatMap((field) =>
    "handlers" in field ? [field.handlers, ...field.steps.map(({ step }) => step)] : [field.step],
  );
  const files = new Map(names.map((name) => [name, `${folder}${name}.ts`]));
  const bundles = bundleSteps([...files.values()], { define: bake(settings, STEP_SETTINGS), root: folder });
  return new Map([...files].map(([name, file]) => [name, bundles.get(file) as string]));
}
