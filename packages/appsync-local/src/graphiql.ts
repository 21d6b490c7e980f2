/** What the page that a browser gets begins with. */
export interface PageStart {
  headers?: Record<string, string>;
  query?: string;
}

/**
 * The page that a browser gets from the endpoint. The package is large, and loaded only when somebody asks; it brings
 * its scripts along, so the page needs no network.
 */
export async function renderPage({ headers = { Authorization: "" }, query }: PageStart): Promise<string> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  return renderGraphiQL({
    endpoint: "/graphql",
    title: "AppSync on this machine",
    headers: JSON.stringify(headers, null, 2),
    defaultQuery: query,
    isHeadersEditorEnabled: true,
  });
}
