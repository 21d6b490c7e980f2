import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { config } from "../config.ts";

/** A view with its heading. When it comes up the heading is focused and read out, and the tab is named after it. */
export function View({
  title,
  intro,
  wide,
  children,
}: {
  title: string;
  intro?: string | undefined;
  wide?: boolean;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${config().serviceName}`;
  }, [title]);
  useEffect(() => {
    // A control that takes the focus by itself keeps it.
    if (!heading.current?.parentElement?.contains(document.activeElement)) heading.current?.focus();
  }, []);
  return (
    <section class={`card ${wide ? "wide" : ""}`}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {intro && <p class="intro">{intro}</p>}
      {children}
    </section>
  );
}
