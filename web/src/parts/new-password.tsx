import { config, type PasswordPolicy } from "../config.ts";
import { t } from "../i18n.ts";
import { PasswordField } from "./field.tsx";

type Rule = keyof PasswordPolicy | "noSpaceAtEnds";

/** What the user pool asks of a password (Cognito's own list of symbols). A space counts as a symbol, but not at either end. */
const PATTERNS: Record<Exclude<Rule, "minLength">, RegExp> = {
  requireLowercase: /[a-z]/,
  requireUppercase: /[A-Z]/,
  requireDigits: /[0-9]/,
  requireSymbols: /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/,
  noSpaceAtEnds: /^\S(?:.*\S)?$/s,
};

/** The rules for passwords, each with whether a password meets it. That of spaces is told only to whom it concerns. */
function rulesFor(password: string): { rule: Rule; isMet: boolean }[] {
  const policy = config().passwordPolicy;
  const needed = (Object.keys(PATTERNS) as (keyof typeof PATTERNS)[]).filter((rule) =>
    rule === "noSpaceAtEnds" ? password !== password.trim() : policy[rule],
  );
  return [
    { rule: "minLength", isMet: password.length >= policy.minLength },
    ...needed.map((rule) => ({ rule, isMet: PATTERNS[rule].test(password) })),
  ];
}

/** Whether a password meets every rule. */
export const isGoodPassword = (password: string) => rulesFor(password).every(({ isMet }) => isMet);

interface NewPasswordProps {
  /** Whose it is: password managers keep it by this. */
  username: string;
  value: string;
  onValue: (password: string) => void;
}

/** A new password, with the rules for it, of which those that are met are ticked off as it is typed. */
export function NewPasswordField({ username, value, onValue }: NewPasswordProps) {
  return (
    <>
      <input
        class="unseen"
        type="email"
        autocomplete="username"
        value={username}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <PasswordField
        label={t("newPassword.label")}
        name="newPassword"
        autocomplete="new-password"
        maxLength={256}
        hint={
          <ul class="rules">
            {rulesFor(value).map(({ rule, isMet }) => (
              <li key={rule} class={isMet ? "met" : ""}>
                {t(`newPassword.${rule}`, { count: config().passwordPolicy.minLength })}
                {isMet && <span class="unseen">{t("newPassword.met")}</span>}
              </li>
            ))}
          </ul>
        }
        value={value}
        onValue={onValue}
      />
    </>
  );
}
