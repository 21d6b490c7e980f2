import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useId, useRef } from "preact/hooks";
import type { WrongField } from "../use-action.ts";

/** What the fields of a form know of its error: which of them is wrong, and the id of the text that says why. */
const FormError = createContext<{ field: WrongField; textId: string }>({ field: null, textId: "" });

interface FormProps {
  onSubmit: () => void;
  error: string | null;
  /** The field that the error is about. It is marked, and takes the focus. */
  field?: WrongField;
  children: ComponentChildren;
}

/** A form whose button starts something. The error stands where it is looked for, and is read out. */
export function Form({ onSubmit, error, field = null, children }: FormProps) {
  const textId = useId();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Problem text={error} id={textId} />
      <FormError.Provider value={{ field, textId }}>{children}</FormError.Provider>
    </form>
  );
}

/**
 * Marks a control when the form's error is about it, and leads there.
 *
 * @param name the input's field, such as `transaction.payee`; an error about a part of it, such as `sites.host`, counts, too
 * @param hintId the id of the text that describes the control anyway
 * @param first whether it takes the focus when it comes up
 */
export function useFieldError<Control extends HTMLElement>(
  name: string | undefined,
  hintId: string | undefined,
  first = false,
) {
  const { field, textId } = useContext(FormError);
  const control = useRef<Control>(null);
  const isWrong = name !== undefined && field !== null && `${field.name}.`.startsWith(`${name}.`);
  useEffect(() => {
    if (first) control.current?.focus();
  }, []);
  useEffect(() => {
    if (isWrong) control.current?.focus();
  }, [field]);
  const describedBy = [isWrong ? textId : "", hintId ?? ""].filter((id) => id !== "").join(" ");
  return {
    ref: control,
    "aria-invalid": isWrong || undefined,
    "aria-describedby": describedBy || undefined,
  };
}

/** What is wrong, read out when it comes up. */
export const Problem = ({ text, id }: { text: string | null; id?: string }) => (
  <div role="alert" class="problem-room" id={id}>
    {text && <p class="problem">{text}</p>}
  </div>
);

/** What went well, or is over, read out when it comes up. */
export const Notice = ({ text, isOver = false }: { text: string | null; isOver?: boolean }) => (
  <div role="status" class="notice-room">
    {text && <p class={`notice ${isOver ? "over" : ""}`}>{text}</p>}
  </div>
);
