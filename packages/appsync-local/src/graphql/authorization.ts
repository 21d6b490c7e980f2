import { type ConstDirectiveNode, type GraphQLObjectType, type GraphQLSchema, isObjectType, Kind } from "graphql";
import type { Caller } from "../contracts.ts";
import type { AuthMode, AuthType } from "../description.ts";

/** For each mode that may reach a field: the groups of which a caller needs one, or null if any caller of the mode may. */
type Grants = Map<AuthType, ReadonlySet<string> | null>;

const MODES: Record<string, AuthType> = {
  aws_api_key: "API_KEY",
  aws_iam: "AWS_IAM",
  aws_lambda: "AWS_LAMBDA",
  aws_oidc: "OPENID_CONNECT",
  aws_cognito_user_pools: "AMAZON_COGNITO_USER_POOLS",
  aws_auth: "AMAZON_COGNITO_USER_POOLS",
};

/**
 * Reads the schema's `@aws_*` directives once. A field's own directives replace its type's; a field with neither is for
 * the default mode alone, and for nobody when that is a user pool that denies by default.
 * @param schema a schema of `buildSchema`
 * @param defaultMode the API's default auth mode
 * @returns a function that says whether a caller may read a field of a type; it also calls `caller.mayReach`. Unknown fields: false
 */
export function accessRules(
  schema: GraphQLSchema,
  defaultMode: AuthMode,
): (caller: Caller, type: string, field: string) => boolean {
  const byDefault: Grants = deniesByDefault(defaultMode) ? new Map() : new Map([[defaultMode.type, null]]);
  const table = new Map(
    Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .map((type) => [type.name, grantsOf(type, byDefault)]),
  );
  return (caller, type, field) => {
    // Introspection has no directives: whoever is authenticated may ask, unless introspection is off.
    if (field.startsWith("__") || type.startsWith("__")) return true;
    const groups = table.get(type)?.get(field)?.get(caller.mode);
    if (groups === undefined) return false;
    if (groups !== null && !caller.groups.some((group) => groups.has(group))) return false;
    return caller.mayReach(type, field);
  };
}

function deniesByDefault(mode: AuthMode): boolean {
  return mode.type === "AMAZON_COGNITO_USER_POOLS" && mode.defaultAction === "DENY";
}

function grantsOf(type: GraphQLObjectType, byDefault: Grants): Map<string, Grants> {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const ofType = read(nodes.flatMap((node) => node?.directives ?? [])) ?? byDefault;
  return new Map(
    Object.values(type.getFields()).map((field) => [field.name, read(field.astNode?.directives ?? []) ?? ofType]),
  );
}

function read(directives: readonly ConstDirectiveNode[]): Grants | undefined {
  const grants: Grants = new Map();
  for (const directive of directives) {
    const mode = MODES[directive.name.value];
    if (mode) grants.set(mode, groupsOf(directive));
  }
  return grants.size > 0 ? grants : undefined;
}

function groupsOf(directive: ConstDirectiveNode): ReadonlySet<string> | null {
  const value = directive.arguments?.find(({ name }) => name.value === "cognito_groups")?.value;
  if (!value || value.kind === Kind.NULL) return null;
  const items = value.kind === Kind.LIST ? value.values : [value];
  return new Set(items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : [])));
}
