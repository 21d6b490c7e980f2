/**
 * What GraphiQL shows first: where a token comes from and goes, where the code arrives, and a first request.
 *
 * @param tokenCommand the command that prints a token
 */
export const graphiqlPage = (tokenCommand: string, inboxUrl: string, eventsUrl: string) => ({
  headers: { Authorization: "<token>" },
  // The editor shows about 40 characters of a line.
  query: `# Put a token into the headers below:
# ${tokenCommand}
# Then run this; the code arrives here:
# ${inboxUrl}
# What has happened is here:
# ${eventsUrl}
mutation {
  requestOtp(input: { channel: EMAIL }) {
    token { id destination expiresAt resendAfter }
    limits { name remaining resetsAt }
  }
}
`,
});
