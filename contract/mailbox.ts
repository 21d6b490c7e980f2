import { phoneOf } from "./phone.ts";

/** How a provider delivers: the settings' `destinations.email`. */
interface MailboxRule {
  domains: string[];
  ignored?: string | undefined;
  separator?: string | undefined;
  subdomains?: true | undefined;
  as?: string | undefined;
}

/**
 * Gives the name under which a destination's messages are counted: for an e-mail address the mailbox that its provider delivers it
 * to, so that all spellings of one mailbox share one limit; for a number the phone. Messages go to the address as it was given.
 */
export function mailboxOf(destination: string, given: MailboxRule[]): string {
  const [name, host] = destination.split("@");
  if (host === undefined) return phoneOf(destination);
  const rules = given.map((rule) => ({ ...NONE, ...rule }));
  const [local, domain] = subdomainMailbox(host, rules) ?? [name ?? "", host];
  const { separator, ignored, as } = ruleOf(domain, rules) ?? ruleOf("*", rules) ?? NONE;
  return `${withoutAny(ignored, withoutTag(separator, local))}@${as || domain}`;
}

/** Fills in the parts of a rule that the settings leave out: AppSync checks the types of baked-in values. */
const NONE = { domains: [""], ignored: "", separator: "", subdomains: false, as: "" };
type Rule = typeof NONE;

const ruleOf = (domain: string, rules: Rule[]) => rules.find(({ domains }) => domains.indexOf(domain) >= 0);

/** Gives mailbox and domain of an address at `name.provider.example`, if the provider gives each mailbox a domain of its own. */
function subdomainMailbox(host: string, rules: Rule[]): [string, string] | null {
  const domains = rules.flatMap((rule) => (rule.subdomains ? rule.domains : []));
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
