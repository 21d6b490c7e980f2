import type { ComponentChildren } from "preact";

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
