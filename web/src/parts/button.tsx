import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { t } from "../i18n.ts";

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

/** A value that is shown once, with a button that copies it. */
export function Secret({ label, value }: { label: string; value: string }) {
  return (
    <div class="secret">
      <div>
        <span class="detail">{label}</span>
        <code dir="ltr">{value}</code>
      </div>
      <CopyButton value={value} label={`${t("app.copy")}: ${label}`} />
    </div>
  );
}
