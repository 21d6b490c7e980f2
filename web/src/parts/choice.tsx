import { useId } from "preact/hooks";
import { destination } from "../i18n.ts";

interface Choice {
  value: string;
  label: string;
  /** A second line: the address or number. */
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
            {choice.detail && <span class="detail">{destination(choice.detail)}</span>}
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
