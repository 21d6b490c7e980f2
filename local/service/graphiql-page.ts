/**
 * What GraphiQL shows first: where a token comes from and goes, where the code arrives, and a first request.
 *
 * @param tokenCommand the command that prints a token
 */
export const graphiqlPage = (tokenCommand: string, inboxUrl: string, eventsUrl: string) => ({
  headers: { Authorization: "<token>" },
  query: `# Put the token that this command prints into the headers below, then run the mutation:
#   ${tokenCommand}
# The code arrives in the inbox:  ${inboxUrl}
# What has happened:              ${eventsUrl}
mutation {
  requestOtp(input: { channel: EMAIL }) {
    token { id destination expiresAt resendAfter }
    limits { name remaining resetsAt }
  }
}
`,
});
