/**
 * The fields that no API client reaches: what only users and operators may call. The schema closes them to signed requests already (they
 * have no `@aws_lambda`); this is a second wall, and test/functions/authorizer.test.ts holds it against the schema.
 */
export const DENIED_FIELDS = [
  "Mutation.unlockSubject",
  "Mutation.requestContactChange",
  "Mutation.confirmContactChange",
  "Query.apiClients",
  "Mutation.createApiClient",
  "Mutation.resendApiClientActivation",
  "Mutation.rotateApiClientSecret",
  "Mutation.updateApiClient",
  "Mutation.revokeApiClient",
];
