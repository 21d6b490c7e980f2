import type { ErrorEntry } from "../../src/contracts.ts";
import { type Operation, type Prepared, preparer, selectOperation } from "../../src/graphql/document.ts";
import { buildSchema } from "../../src/graphql/schema.ts";

export const schema = buildSchema(/* GraphQL */ `
  type Query {
    post(id: ID!, limit: Int = 5): Post
    posts(filter: Filter, order: [Order!], first: Int): [Post!]!
    animals: [Animal]
    note(data: AWSJSON, at: AWSDateTime): AWSJSON
    ping: String
  }
  type Mutation { add(input: PostInput!): Post }
  type Subscription { added: Post  removed: Post }
  type Post { id: ID!  title: String  author: Author!  tags: [String!]  related(first: Int): [Post] }
  type Author { id: ID!  name: String }
  interface Animal { name: String }
  type Dog implements Animal { name: String  size: Int! }
  type Cat implements Animal { name: String  size: Int  nick: [String] }
  union Thing = Post | Author
  enum Order { ASC DESC }
  input Filter { title: String  by: PostInput  ids: [ID!] }
  input PostInput { title: String!  tags: [String!]  order: Order = ASC  data: AWSJSON  stars: Int  size: Float  draft: Boolean  at: AWSDateTime }
`);

const LIMITS = { tokens: 15_000 };
export const prepare = preparer(schema, { limits: LIMITS, introspection: true });
export const prepareWithoutIntrospection = preparer(schema, { limits: LIMITS, introspection: false });

export function entry(line: number, column: number, message: string): ErrorEntry {
  return { path: null, locations: [{ line, column, sourceName: null }], message };
}

/** Prepares a document that must be right, and picks its operation. */
export function ready(
  source: string,
  operationName: string | null = null,
): { prepared: Prepared; operation: Operation } {
  const prepared = prepare(source);
  if (prepared.kind !== "prepared") throw new Error(JSON.stringify(prepared));
  const operation = selectOperation(prepared, operationName);
  if (operation.kind !== "operation") throw new Error(operation.message);
  return { prepared, operation };
}
