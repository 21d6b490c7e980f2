import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { t } from "../i18n.ts";

type InputOptions = "autocomplete" | "autocapitalize" | "inputMode" | "maxLength" | "placeholder" | "spellcheck";

interface FieldProps extends Pick<JSX.IntrinsicElements["input"], InputOptions> {
  type?: "text" | "email" | "password";
  label: string;
  hint?: string;
  value: string;
  onValue: (value: string) => void;
}

export function Field({ label, hint, value, onValue, type = "text", ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...rest}
        // The types of JSX tell each kind of input apart; these three are alike.
        type={type as "text"}
        id={id}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A password, which can be looked at. */
export function PasswordField(props: Omit<FieldProps, "type">) {
  const isShown = useSignal(false);
  return (
    <div class="password">
      <Field {...props} type={isShown.value ? "text" : "password"} spellcheck={false} autocapitalize="off" />
      <button
        type="button"
        class="reveal"
        aria-pressed={isShown.value}
        aria-label={t(isShown.value ? "signIn.hide" : "signIn.show")}
        onClick={() => {
          isShown.value = !isShown.value;
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Z" />
          <circle cx="12" cy="12" r="2.8" />
          {isShown.value && <path d="m4 20 16-16" />}
        </svg>
      </button>
    </div>
  );
}
