import { destinations } from "./settings.ts";

/**
 * Gives the name under which a destination's messages are counted: for an e-mail address the mailbox that its provider delivers it
 * to, so that all spellings of one mailbox share one limit; for a number the number. Messages go to the address as it was given.
 */
export function mailboxOf(destination: string): string {
  const [given, host] = destination.split("@");
  if (host === undefined) return destination;
  const [name, domain] = subdomainMailbox(host) ?? [given ?? "", host];
  const { separator, ignored, as } = ruleOf(domain) ?? ruleOf("*") ?? NONE;
  return `${withoutAny(ignored, withoutTag(separator, name))}@${as || domain}`;
}

/** Fills in the parts of a rule that the settings leave out: AppSync checks the types of baked-in values. */
const NONE = { domains: [""], ignored: "", separator: "", subdomains: false, as: "" };
const rules = () => destinations.email.map((rule) => ({ ...NONE, ...rule }));

const ruleOf = (domain: string) => rules().find(({ domains }) => domains.indexOf(domain) >= 0);

/** Gives mailbox and domain of an address at `name.provider.example`, if the provider gives each mailbox a domain of its own. */
function subdomainMailbox(host: string): [string, string] | null {
  const domains = rules().flatMap((rule) => (rule.subdomains ? rule.domains : []));
  const domain = domains.find((known) => host.endsWith(`.${known}`));
  if (domain === undefined) return null;
  const labels = host.slice(0, -domain.length - 1).split(".");
  return [labels[labels.length - 1] ?? "", domain];
}

/** Cuts a name's tag off. A name that begins with the separator has none. */
function withoutTag(separator: string, name: string): string {
  const tag = separator === "" ? -1 : name.indexOf(separator);
  return tag > 0 ? name.slice(0, tag) : name;
}

const withoutAny = (ignored: string, name: string) =>
  name
    .split("")
    .filter((character) => ignored.indexOf(character) < 0)
    .join("");
