/**
 * A Lambda authorizer for tests: lets in one token, tells the resolver what it was asked, denies one field.
 *
 * @param {{ authorizationToken: string, requestContext: { queryString: string, variables: object } }} event
 */
export const handler = async ({ authorizationToken, requestContext: { queryString, variables } }) => ({
  isAuthorized: authorizationToken === "let-me-in",
  resolverContext: { asked: JSON.stringify({ query: queryString, variables }) },
  deniedFields: ["Subscription.denied"],
});
