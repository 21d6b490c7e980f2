import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { otp } from "../api.ts";
import { config } from "../config.ts";

/** The tenants to choose from: those of the settings, and the API clients. */
export function useTenants(stepUpToken: string): { value: string; label: string }[] {
  const choices = useSignal(config().tenants.map((tenant) => ({ value: tenant, label: tenant })));
  useEffect(() => {
    const add = async () => {
      for await (const { items } of otp().apiClients(stepUpToken, { limit: 100 })) {
        const more = items.map(({ id, name }) => ({ value: `client:${id}`, label: `${name} (client:${id})` }));
        choices.value = [...choices.value, ...more];
      }
    };
    // The view that lists them says what went wrong, and the others do without.
    add().catch(() => {});
  }, []);
  return choices.value;
}
