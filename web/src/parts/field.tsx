import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { t } from "../i18n.ts";
import { useFieldError } from "./form.tsx";

type InputOptions = "autocomplete" | "autocapitalize" | "inputMode" | "maxLength" | "placeholder" | "spellcheck";

interface FieldProps extends Pick<JSX.IntrinsicElements["input"], InputOptions> {
  type?: "text" | "email" | "password" | "tel";
  /** The input's field that is typed here: errors about it mark the control. */
  name?: string;
  label: string;
  hint?: ComponentChildren;
  /** A button at the end of the control. */
  inside?: ComponentChildren;
  /** What is seen at the other end of the label. The tabulator reaches it after the control. */
  beside?: ComponentChildren;
  /** Whether it takes the focus when it comes up. */
  first?: boolean;
  value: string;
  onValue: (value: string) => void;
}

export function Field({
  label,
  hint,
  inside,
  beside,
  first,
  value,
  onValue,
  name,
  type = "text",
  ...rest
}: FieldProps) {
  const id = useId();
  const error = useFieldError<HTMLInputElement>(name, hint ? `${id}-hint` : undefined, first);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="control">
        <input
          {...rest}
          {...error}
          // The types of JSX tell each kind of input apart; these are alike.
          type={type as "text"}
          id={id}
          value={value}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
        {inside}
      </div>
      {beside && <div class="beside-label">{beside}</div>}
      {hint && (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

/** A text of several lines. */
export function TextArea({
  label,
  hint,
  name,
  value,
  onValue,
}: Pick<FieldProps, "label" | "hint" | "name" | "value" | "onValue">) {
  const id = useId();
  const error = useFieldError<HTMLTextAreaElement>(name, `${id}-hint`);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        {...error}
        id={id}
        rows={2}
        autocapitalize="off"
        spellcheck={false}
        value={value}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      <div class="hint" id={`${id}-hint`}>
        {hint}
      </div>
    </div>
  );
}

/** A password, which can be looked at. */
export function PasswordField(props: Omit<FieldProps, "type" | "inside">) {
  const isShown = useSignal(false);
  const reveal = (
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
  );
  const type = isShown.value ? "text" : "password";
  return <Field {...props} type={type} spellcheck={false} autocapitalize="off" inside={reveal} />;
}
