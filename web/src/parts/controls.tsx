import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { t } from "../i18n.ts";

/** Controls that every view is made of. */

interface ButtonProps extends Omit<JSX.IntrinsicElements["button"], "size"> {
  kind?: "primary" | "plain" | "quiet" | "danger";
  /** Whether what it has started goes on. It keeps the focus meanwhile. */
  busy?: boolean;
}

export function Button({ kind = "plain", busy = false, type = "button", children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      class={`button ${kind}`}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy && <span class="spinner" aria-hidden="true" />}
      <span>{children}</span>
    </button>
  );
}

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

interface Choice {
  value: string;
  label: string;
  /** A second line. */
  detail?: string;
}

interface ChoicesProps {
  label: string;
  choices: Choice[];
  value: string;
  onValue: (value: string) => void;
  hint?: string;
}

/** One of a few, all of which are seen. */
export function Choices({ label, choices, value, onValue }: Omit<ChoicesProps, "hint">) {
  const id = useId();
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} class="choice">
          <input
            type="radio"
            name={id}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onValue(choice.value)}
          />
          <span>
            {choice.label}
            {choice.detail && <bdi class="detail">{choice.detail}</bdi>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of many. */
export function Select({ label, choices, value, onValue, hint }: ChoicesProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ currentTarget }) => onValue(currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A form whose button starts something. The error stands where it is looked for, and is read out. */
export function Form({
  onSubmit,
  error,
  children,
}: {
  onSubmit: () => void;
  error: string | null;
  children: ComponentChildren;
}) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Problem text={error} />
      {children}
    </form>
  );
}

/** What is wrong, read out when it comes up. */
export const Problem = ({ text }: { text: string | null }) => (
  <div role="alert" class="problem-room">
    {text && <p class="problem">{text}</p>}
  </div>
);

/** What went well, read out when it comes up. */
export const Notice = ({ text }: { text: string | null }) => (
  <div role="status" class="notice-room">
    {text && <p class="notice">{text}</p>}
  </div>
);

/** A value that is shown once, with a button that copies it. */
export function Secret({ label, value }: { label: string; value: string }) {
  return (
    <div class="secret">
      <div>
        <span class="detail">{label}</span>
        <code>{value}</code>
      </div>
      <CopyButton value={value} label={`${t("app.copy")}: ${label}`} />
    </div>
  );
}

export function CopyButton({
  value,
  label,
  children,
}: {
  value: string;
  label?: string;
  children?: ComponentChildren;
}) {
  const isCopied = useSignal(false);
  return (
    <Button
      kind="quiet"
      aria-label={isCopied.value ? t("app.copied") : label}
      onClick={async () => {
        await navigator.clipboard.writeText(value);
        isCopied.value = true;
        setTimeout(() => {
          isCopied.value = false;
        }, 2000);
      }}
    >
      {isCopied.value ? t("app.copied") : (children ?? t("app.copy"))}
    </Button>
  );
}
