import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type CodeForm, codeIn } from "../code-text.ts";
import { t } from "../i18n.ts";
import { useFieldError } from "./form.tsx";
import { useWebOtp } from "./web-otp.ts";

interface CodeFieldProps {
  form: CodeForm;
  value: string;
  onValue: (value: string) => void;
  /** The input's field, where errors are told by fields. */
  name?: string;
  /** Called when the code is complete. */
  onComplete?: (code: string) => void;
  isWrong: boolean;
  hint: string;
  /** Whether the code came by SMS, which a phone can fill in. */
  bySms: boolean;
}

/** Long codes are read in groups, as messages show them. */
const GROUP = 4;

/**
 * One field for the whole code, with a box drawn for each character: so a phone fills it in, and a screen reader reads one field. It takes any form
 * of the code that is pasted.
 */
export function CodeField({ form, name, value, onValue, onComplete, isWrong, hint, bySms }: CodeFieldProps) {
  const id = useId();
  const { ref: input, ...error } = useFieldError<HTMLInputElement>(name, `${id}-hint`, true);
  const hasFocus = useSignal(false);
  const { codeLength, alphabet } = form;
  const isNumeric = alphabet === "NUMERIC";
  const take = (text: string) => {
    const code = codeIn(text, form);
    onValue(code);
    if (input.current) input.current.value = code;
    if (code.length === codeLength && code !== value) onComplete?.(code);
  };
  useWebOtp(bySms, take);
  return (
    <div class="code">
      <label for={id}>{t(isNumeric ? "enter.digits" : "enter.characters", { count: codeLength })}</label>
      <div class={`boxes ${isWrong ? "wrong" : ""} ${codeLength > 8 ? "long" : ""}`} dir="ltr">
        {Array.from({ length: codeLength }, (_, at) => (
          <span
            key={at}
            aria-hidden="true"
            class={[
              "box",
              hasFocus.value && at === Math.min(value.length, codeLength - 1) ? "current" : "",
              codeLength > 8 && at % GROUP === 0 && at > 0 ? "group" : "",
            ].join(" ")}
          >
            {value[at] ?? ""}
          </span>
        ))}
        <input
          ref={input}
          id={id}
          name="one-time-code"
          type="text"
          autocomplete="one-time-code"
          inputMode={isNumeric ? "numeric" : "text"}
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="done"
          value={value}
          {...error}
          aria-invalid={isWrong || error["aria-invalid"] === true}
          onFocus={() => {
            hasFocus.value = true;
          }}
          onBlur={() => {
            hasFocus.value = false;
          }}
          onInput={({ currentTarget }) => take(currentTarget.value)}
          onPaste={(event) => {
            event.preventDefault();
            take(event.clipboardData?.getData("text") ?? "");
          }}
        />
      </div>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
