import {
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from "graphql";
import type { AuthType } from "../description.ts";
import { buildSchema } from "../graphql/schema.ts";
import { abstractType, inputObject, inputText, outputObject, typeText } from "./type-texts.ts";

/** What `ctx.identity` is by the directive that lets a caller in. */
const IDENTITIES: Record<string, string> = {
  aws_api_key: "null",
  aws_iam: "AppSyncIdentityIAM",
  aws_cognito_user_pools: "AppSyncIdentityCognito",
  aws_auth: "AppSyncIdentityCognito",
  aws_oidc: "AppSyncIdentityOIDC",
  aws_lambda: "AppSyncIdentityLambda",
};
/** The directive that stands for each mode, by its name in a description. */
const DIRECTIVES: { [mode in AuthType]: string } = {
  API_KEY: "aws_api_key",
  AWS_IAM: "aws_iam",
  AMAZON_COGNITO_USER_POOLS: "aws_cognito_user_pools",
  OPENID_CONNECT: "aws_oidc",
  AWS_LAMBDA: "aws_lambda",
};
/** The modes that can be a default one. */
export const AUTH_MODES: readonly string[] = Object.keys(DIRECTIVES);

/** @param identities the types of `ctx.identity` that the schema's fields have */
const header = (
  identities: readonly string[],
) => `// Written by appsync-local-types from the schema. Changes are lost when it is written again.
// biome-ignore-all lint/suspicious/noExplicitAny: what AWSJSON, a stash and a data source hold is up to the program
import type { ${[...identities, "Context"].join(", ")} } from "@aws-appsync/utils";

/** \`ctx\` of a field: \`FieldContext<"Query.note">\`. */
export type FieldContext<F extends keyof Fields, Stash extends Record<string, any> = Record<string, any>> = Omit<
  Context<Fields[F]["args"], Stash, any, Fields[F]["source"], any>,
  "identity"
> & { identity: Fields[F]["identity"] };

/** What the last handler of a field returns: \`FieldResult<"Query.note">\`. */
export type FieldResult<F extends keyof Fields> = Fields[F]["result"];`;

/**
 * Writes the types of every field of a schema as TypeScript: \`ctx.args\`, \`ctx.source\`, \`ctx.identity\`, and the result.
 *
 * @param sdl the API's schema definition language
 * @param defaultAuth the API's default auth mode, which the schema does not name. Without it a field that names none is open to all
 * @throws Error that names the line and column of everything wrong in the schema
 */
export function fieldTypes(sdl: string, defaultAuth?: string): string {
  const schema = buildSchema(sdl);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  const declarations = types.flatMap((type): string[] => {
    if (isEnumType(type))
      return [
        `export type ${type.name} = ${type
          .getValues()
          .map(({ name }) => `"${name}"`)
          .join(" | ")};`,
      ];
    if (isInputObjectType(type)) return [inputObject(type)];
    if (isAbstractType(type)) return [abstractType(type.name, schema)];
    return isObjectType(type) && !isRoot(type, schema) ? [outputObject(type)] : [];
  });
  const fields = types.filter(isObjectType).flatMap((type) => fieldsOf(type, schema, defaultAuth));
  const text = [`export interface Fields {\n${fields.join("\n")}\n}`, ...declarations].join("\n\n");
  const named = Object.values(IDENTITIES).filter((name) => text.includes(`${name} `) || text.includes(`${name};`));
  return `${header([...new Set(named)].filter((name) => name !== "null").sort())}\n\n${text}\n`;
}

function fieldsOf(type: GraphQLObjectType, schema: GraphQLSchema, defaultAuth: string | undefined): string[] {
  const source = isRoot(type, schema) ? "undefined" : `Partial<${type.name}> & Record<string, any>`;
  return Object.values(type.getFields()).map(({ name, args, type: of, astNode }) => {
    const own = identitiesIn(astNode?.directives);
    const identities = own.length > 0 ? own : identitiesIn(type.astNode?.directives);
    const identity = identities.length > 0 ? identities : defaultIdentities(defaultAuth);
    return `  "${type.name}.${name}": { args: ${inputText(args)}; source: ${source}; identity: ${identity.join(" | ")}; result: ${typeText(of)} };`;
  });
}

const isRoot = (type: GraphQLObjectType, schema: GraphQLSchema) =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type);

function identitiesIn(directives: readonly { name: { value: string } }[] = []): string[] {
  const named = directives.flatMap(({ name }) => IDENTITIES[name.value] ?? []);
  return [...new Set(named)];
}

function defaultIdentities(mode: string | undefined): string[] {
  const directive = mode === undefined ? undefined : DIRECTIVES[mode as AuthType];
  return directive === undefined ? [...new Set(Object.values(IDENTITIES))] : [IDENTITIES[directive] as string];
}
