import { useEditorContext, useSchemaStore } from "@graphiql/react";
import { useEffect } from "react";
import type { PageStart } from "../start.ts";

interface BarProps extends PageStart {
  /** The id of the caller that is chosen; null for none. */
  chosen: string | null;
  choose(id: string | null): void;
}

/** What the editor shows for callers that bring no query of their own. */
export const ANY_QUERY = `# Ctrl-Enter runs this, Ctrl-Space completes, and the docs at the left say what there is.
query Begin {
  __typename
}
`;

/** Says as whom requests are sent, with a button for each caller, and links to the pages that belong to this one. */
export function Bar({ title, links, callers, chosen, choose }: BarProps) {
  const { queryEditor } = useEditorContext({ nonNull: true });
  const { schema, introspect } = useSchemaStore();
  // Long lines of queries are wrapped, as those of answers are.
  useEffect(() => queryEditor?.setOption("lineWrapping", true), [queryEditor]);
  const examples = [ANY_QUERY, ...(callers ?? []).flatMap(({ query }) => query ?? [])];

  function press(id: string | null, query?: string): void {
    choose(id);
    const written = queryEditor?.getValue() ?? "";
    if (query !== undefined && (written.trim() === "" || examples.includes(written))) queryEditor?.setValue(query);
    // The caller before could not read it.
    if (!schema) void introspect();
  }

  return (
    <header className="bar">
      <h1>{title}</h1>
      {links.length > 0 && (
        <nav>
          {links.map(({ name, url }) => (
            <a key={url} href={url}>
              {name}
            </a>
          ))}
        </nav>
      )}
      <fieldset>
        <legend>Send as</legend>
        {(callers ?? []).map(({ id, name, query = ANY_QUERY }) => (
          <button type="button" key={id} aria-pressed={chosen === id} onClick={() => press(id, query)}>
            {name}
          </button>
        ))}
        <button type="button" aria-pressed={chosen === null} onClick={() => press(null)}>
          Own headers
        </button>
      </fieldset>
      {callers === null && (
        <p>There are buttons to sign in by only on the machine that runs the API, at localhost or 127.0.0.1.</p>
      )}
    </header>
  );
}
