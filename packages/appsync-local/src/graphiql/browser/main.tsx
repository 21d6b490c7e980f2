import { DOC_EXPLORER_PLUGIN, DocExplorerContextProvider } from "@graphiql/plugin-doc-explorer";
import { HISTORY_PLUGIN, HistoryContextProvider } from "@graphiql/plugin-history";
import { GraphiQLProvider } from "@graphiql/react";
import { GraphiQL, GraphiQLInterface } from "graphiql";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import "graphiql/style.css";
import type { PageStart } from "../start.ts";
import { ANY_QUERY, Bar } from "./bar.tsx";
import { createFetcher } from "./fetcher.ts";
import "./style.css";

const start: PageStart = JSON.parse(document.getElementById("start")?.textContent ?? "");
/** The choice is the tab's own: two tabs can be two callers. */
const CHOICE = "appsync-local:caller";
const ONLY_HEADERS = "";

const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN];
/** The docs are open at once where there is room for them, until somebody has closed them. */
const ROOM_FOR_DOCS = "(min-width: 1100px)";
const DOCS_CLOSED = "appsync-local:docs-closed";
const docsAtFirst = matchMedia(ROOM_FOR_DOCS).matches && localStorage.getItem(DOCS_CLOSED) === null;

let chosen = firstChoice();
const fetcher = createFetcher(start.headersPath, () => chosen);

function firstChoice(): string | null {
  const ids = (start.callers ?? []).map(({ id }) => id);
  const kept = sessionStorage.getItem(CHOICE);
  if (kept === ONLY_HEADERS) return null;
  return kept !== null && ids.includes(kept) ? kept : (ids[0] ?? null);
}

const firstQuery = start.callers?.find(({ id }) => id === chosen)?.query ?? ANY_QUERY;

function Page() {
  const [shown, show] = useState(chosen);
  function choose(id: string | null): void {
    chosen = id;
    sessionStorage.setItem(CHOICE, id ?? ONLY_HEADERS);
    show(id);
  }
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      defaultQuery={firstQuery}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      {...(docsAtFirst ? { visiblePlugin: DOC_EXPLORER_PLUGIN } : {})}
      onTogglePluginVisibility={keepDocs}
    >
      <HistoryContextProvider>
        <DocExplorerContextProvider>
          <Bar {...start} chosen={shown} choose={choose} />
          <Interface />
        </DocExplorerContextProvider>
      </HistoryContextProvider>
    </GraphiQLProvider>
  );
}

/** GraphiQL leaves the pane of a plugin hidden that becomes visible between its first drawing and a click: so it is drawn once that is decided. */
function Interface() {
  const [begun, begin] = useState(false);
  useEffect(() => begin(true), []);
  return (
    begun && (
      <GraphiQLInterface defaultEditorToolsVisibility={false}>
        <GraphiQL.Logo>{null}</GraphiQL.Logo>
      </GraphiQLInterface>
    )
  );
}

function keepDocs(plugin: unknown): void {
  if (plugin) localStorage.removeItem(DOCS_CLOSED);
  else localStorage.setItem(DOCS_CLOSED, "");
}

createRoot(document.getElementById("root") as HTMLElement).render(<Page />);
