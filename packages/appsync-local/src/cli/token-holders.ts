import { parse, visit } from "graphql";
import type { PageCaller } from "../graphiql/callers.ts";
import type { Holder, SignToken } from "./token-signer.ts";

const LOGIN = "ada";

/**
 * As whom GraphiQL signs in where tokens are signed here: somebody in no group, and a member of each group that a directive of the schema names.
 *
 * @param sign signs a token for the mode of the API
 */
export function tokenHolders(schema: string, sign: SignToken): PageCaller[] {
  const caller = (name: string, holder: Holder): PageCaller => ({
    name,
    authorize: async () => ({ authorization: await sign(holder) }),
  });
  return [
    caller(LOGIN, { sub: LOGIN, groups: [], client: null }),
    ...groupsIn(schema).map((group) => caller(`${LOGIN} in ${group}`, { sub: LOGIN, groups: [group], client: null })),
  ];
}

/** The groups of a schema's `@aws_auth(cognito_groups: …)` and `@aws_cognito_user_pools(cognito_groups: …)`. */
function groupsIn(schema: string): string[] {
  const groups = new Set<string>();
  visit(parse(schema), {
    Argument({ name, value }) {
      if (name.value !== "cognito_groups") return;
      for (const each of value.kind === "ListValue" ? value.values : [value]) {
        if (each.kind === "StringValue") groups.add(each.value);
      }
    },
  });
  return [...groups];
}
