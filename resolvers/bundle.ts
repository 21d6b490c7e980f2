import { fileURLToPath } from "node:url";
import { bundleSteps } from "appsync-local/language";
import { alphabetOf } from "../contract/codes.ts";
import { POOL_TENANT, roleTenant } from "../contract/tenants.ts";
import { bake } from "../settings/bake.ts";
import type { Settings } from "../settings/schema.ts";
import { endOfTestDay } from "../settings/test-days.ts";
import { PIPELINES } from "./pipelines.ts";
import { type Destinations, type Resets, STEP_SETTINGS, type TenantLimits, type TestDestination } from "./settings.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/**
 * Bundles every step and every before and after handler of `PIPELINES`, with the settings baked in.
 *
 * @param options `sourceMap`: whether errors name the lines of the sources; what is deployed goes without, to stay small
 * @returns the step's name to its APPSYNC_JS
 */
export function bundleResolvers(settings: Settings, { sourceMap = true } = {}): Map<string, string> {
  const names = Object.values(PIPELINES).flatMap((field) =>
    "handlers" in field ? [field.handlers, ...field.steps.map(({ step }) => step)] : [field.step],
  );
  const files = new Map(names.map((name) => [name, `${folder}${name}.ts`]));
  const options = { define: bakeStepSettings(settings), root: folder, sourceMap };
  const bundles = bundleSteps([...files.values()], options);
  return new Map([...files].map(([name, file]) => [name, bundles.get(file) as string]));
}

/** Gives the bundler's `define` for a step. A constant of which a step uses nothing is not in its bundle. */
export function bakeStepSettings(settings: Settings) {
  const countries = new Map<string, string>();
  for (const { prefix, country } of settings.destinations.allow) {
    countries.set(prefix, `${countries.get(prefix) ?? prefix} ${country}`);
  }
  const allow = [...countries.values()].join(",");
  const { deny, email } = settings.destinations;
  const destinations: Destinations = { allow, deny: deny.join(","), email };
  return {
    ...bake(settings, STEP_SETTINGS),
    RESETS: JSON.stringify({ subject: settings.resets.subject } satisfies Resets),
    DESTINATIONS: JSON.stringify(destinations),
    TENANTS: JSON.stringify(tenantsOf(settings)),
    TEST_DESTINATIONS: JSON.stringify(testDestinationsOf(settings)),
  };
}

/** Gives the destinations of the test mode without their codes: what is baked into steps stands in the template. */
const testDestinationsOf = ({ testMode }: Settings): TestDestination[] =>
  testMode.destinations.map(({ destination, code, expires }) => ({
    destination,
    codeLength: code.length,
    alphabet: alphabetOf(code),
    endsAt: endOfTestDay(expires),
  }));

/** Gives what the tenants of the settings may do, by their whole names. The pool's codes are filled in by the service's own site. */
function tenantsOf({ tenants, sms: { host, androidHash } }: Settings): Record<string, TenantLimits> {
  const pool = host === undefined && androidHash === undefined ? [] : [{ host, androidHash }];
  const unlimited = { purposes: null, dailySends: null, countries: null, transactionRequired: false };
  return {
    [POOL_TENANT]: { ...unlimited, sites: pool },
    ...Object.fromEntries(
      Object.entries(tenants).map(([name, { serviceName: _name, messages: _texts, ...limits }]) => [
        roleTenant(name),
        { ...unlimited, sites: [], ...limits },
      ]),
    ),
  };
}
