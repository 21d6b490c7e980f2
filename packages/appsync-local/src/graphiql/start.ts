/** What the server tells the page when it loads. */
export interface PageStart {
  title: string;
  links: { name: string; url: string }[];
  /** As whom requests can be sent. Null: the page was not loaded from this machine, and nobody's credentials are at hand. */
  callers: { id: string; name: string; query?: string | undefined }[] | null;
  /** Where a POST of `{ id, body }` is answered `{ headers }`: those by which the caller sends the body. */
  headersPath: string;
}
