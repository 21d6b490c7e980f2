/** What GraphiQL shows first: where a token goes, and a first request. */
export const GRAPHIQL_PAGE = {
  headers: { Authorization: "<paste here what this prints: npm run -s demo -- --token>" },
  query: `# Put a token into the headers below, then run this; the code arrives in the inbox.
mutation {
  requestOtp(input: { channel: EMAIL }) {
    token { id destination expiresAt resendAfter }
    limits { name remaining resetsAt }
  }
}
`,
};
