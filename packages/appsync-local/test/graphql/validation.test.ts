import { describe, expect, it } from "vitest";
import { preparer } from "../../src/graphql/document.ts";
import { buildSchema } from "../../src/graphql/schema.ts";
import { entry, prepare, prepareWithoutIntrospection } from "./support.ts";

const OK = "query ok { ping }";

/** Query, line and column of the error, its message. */
const TABLE: [query: string, line: number, column: number, message: string][] = [
  ["{ x }", 1, 3, "FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'"],
  ["{ post(id: 1) {\n  a: x } }", 2, 3, "FieldUndefined: Field 'x' in type 'Post' is undefined @ 'post/x'"],
  ["{ post(id: 1) }", 1, 3, "SubSelectionRequired: Sub selection required for type Post of field post @ 'post'"],
  ["{ posts }", 1, 3, "SubSelectionRequired: Sub selection required for type null of field posts @ 'posts'"],
  [
    "{ ping { a } }",
    1,
    3,
    "SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field ping @ 'ping'",
  ],
  [
    "{ post(id: 1) { id { a } } }",
    1,
    17,
    "SubSelectionNotAllowed: Sub selection not allowed on leaf type null of field id @ 'post/id'",
  ],
  ["{ post { id } }", 1, 3, "MissingFieldArgument: Missing field argument id @ 'post'"],
  ["{ ping @skip }", 1, 8, "MissingDirectiveArgument: Missing directive argument if @ 'ping'"],
  ["{ post(id: 1, foo: 2) { id } }", 1, 15, "UnknownArgument: Unknown field argument foo @ 'post'"],
  ["{ ping @skip(if: true, foo: 2) }", 1, 24, "UnknownDirective: Unknown directive argument foo @ 'ping'"],
  ["{ ping @foo }", 1, 8, "UnknownDirective: Unknown directive foo @ 'ping'"],
  ["query @skip(if: true) { ping }", 1, 7, "MisplacedDirective: Directive skip not allowed here"],
  [
    "{ ping @skip(if: true) @skip(if: true) }",
    1,
    24,
    "DuplicateDirectiveName: Non repeatable directives must be uniquely named within a location. The directive 'skip' is not unique @ 'ping'",
  ],
  ["query($a: Foo) { note(data: $a) }", 1, 11, "UnknownType: Unknown type Foo"],
  ["query($a: Post) { post(id: $a) { id } }", 1, 7, "NonInputTypeOnVariable: Wrong type for a variable"],
  ["{ post(id: $a) { id } }", 1, 12, "UndefinedVariable: Undefined variable a @ 'post'"],
  ["query($a: Int) { ping }", 1, 7, "UnusedVariable: Unused variable a"],
  [
    "query($a: ID) { post(id: $a) { id } }",
    1,
    26,
    "VariableTypeMismatch: Variable type 'ID' doesn't match expected type 'ID!' @ 'post'",
  ],
  [
    'query($a: Int = "x") { posts(first: $a) { id } }',
    1,
    7,
    "BadValueForDefaultArg: Bad default value StringValue{value='x'} for type Int",
  ],
  ["{ ...F }", 1, 3, "UndefinedFragment: Undefined fragment F"],
  ["{ ping } fragment F on Query { ping }", 1, 10, "UnusedFragment: Unused fragment F"],
  ["{ ...F } fragment F on Query { ...F }", 1, 10, "FragmentCycle: Fragment cycles not allowed @ 'F'"],
  [
    "{ ...F } fragment F on Order { a }",
    1,
    24,
    "FragmentTypeConditionInvalid: Fragment type condition is invalid, must be on Object/Interface/Union @ 'F'",
  ],
  [
    "{ ... on Order { a } }",
    1,
    10,
    "InlineFragmentTypeConditionInvalid: Inline fragment type condition is invalid, must be on Object/Interface/Union",
  ],
  [
    "{ animals { ... on Post { id } } }",
    1,
    13,
    "InvalidFragmentType: Fragment cannot be spread here as objects of type Animal can never be of type Post @ 'animals'",
  ],
  [
    "{ animals { ...F } } fragment F on Post { id }",
    1,
    13,
    "InvalidFragmentType: Fragment F cannot be spread here as objects of type Animal can never be of type Post @ 'animals'",
  ],
  [`{ ping } ${OK}`, 1, 1, "LoneAnonymousOperationViolation: Anonymous operation with other operations."],
  [`${OK} ${OK}`, 1, 25, "DuplicateOperationName: There can be only one operation named 'ok'"],
  [
    "{ ...F } fragment F on Query { ping } fragment F on Query { ping }",
    1,
    48,
    "DuplicateFragmentName: There can be only one fragment named 'F' @ 'F'",
  ],
  [
    "{ post(id: 1, id: 2) { id } }",
    1,
    15,
    "DuplicateArgumentNames: There can be only one argument named 'id' @ 'post'",
  ],
  [
    "query($a: ID!, $a: ID!) { post(id: $a) { id } }",
    1,
    17,
    "DuplicateVariableName: There can be only one variable named 'a'",
  ],
  [
    '{ posts(filter: {title: "a", title: "b"}) { id } }',
    1,
    30,
    "UniqueObjectFieldName: There can be only one field named 'title' @ 'posts'",
  ],
  ["type A { a: Int }", 1, 1, "NonExecutableDefinition: Type 'A' definition is not executable"],
];

const WRONG_VALUES: [query: string, column: number, message: string][] = [
  ['{ posts(first: "a") { id } }', 9, "'first' with value 'StringValue{value='a'}' is not a valid 'Int'"],
  ["{ posts(first: 1.5) { id } }", 9, "'first' with value 'FloatValue{value=1.5}' is not a valid 'Int'"],
  ["{ posts(order: [ASC, UP]) { id } }", 9, "'order[1]' with value 'EnumValue{name='UP'}' is not a valid 'Order'"],
  ["{ posts(order: [ASC, null]) { id } }", 9, "'order[1]' with value 'NullValue{}' must not be null"],
  ["{ posts(filter: 1) { id } }", 9, "'filter' with value 'IntValue{value=1}' must be an object type"],
  [
    "{ posts(filter: {by: {stars: 1}}) { id } }",
    9,
    "'filter.by' with value 'ObjectValue{objectFields=[ObjectField{name='by', value=ObjectValue{objectFields=[ObjectField{name='stars', value=IntValue{value=1}}]}}]}' is missing required fields '[title]'",
  ],
  [
    "{ posts(filter: {name: true}) { id } }",
    9,
    "'filter' with value 'ObjectValue{objectFields=[ObjectField{name='name', value=BooleanValue{value=true}}]}' contains a field not in 'Filter': 'name'",
  ],
  [
    "{ posts(filter: {ids: [1, [2]]}) { id } }",
    9,
    "'filter.ids[1]' with value 'ArrayValue{values=[IntValue{value=2}]}' is not a valid 'ID'",
  ],
  [
    '{ posts(filter: {by: {title: "t", at: "2019"}}) { id } }',
    9,
    "'filter.by.at' with value 'StringValue{value='2019'}' is not a valid 'AWSDateTime'",
  ],
];

describe("a document that breaks a rule gets AppSync's entry for it", () => {
  it.each(TABLE)("%s", (query, line, column, message) => {
    const result = prepare(query);
    const expected = entry(line, column, `Validation error of type ${message}`);
    expect(result.kind === "invalid" && result.errors).toContainEqual(expected);
  });

  it.each(WRONG_VALUES)("%s", (query, column, message) => {
    const field = /\w+/.exec(query)?.[0];
    const text = `Validation error of type WrongType: argument ${message} @ '${field}'`;
    expect(prepare(query)).toEqual({ kind: "invalid", errors: [entry(1, column, text)] });
  });

  it("does not take an object literal for AWSJSON", () => {
    const text =
      "Validation error of type WrongType: argument 'data' with value " +
      "'ObjectValue{objectFields=[ObjectField{name='upvotes', value=IntValue{value=10}}]}' is not a valid 'AWSJSON' @ 'note'";
    expect(prepare("{ note(data: {upvotes: 10}) }")).toEqual({ kind: "invalid", errors: [entry(1, 8, text)] });
  });

  it.each([
    ["{ a: post(id: 1) { id } a: posts { id } }", "a: post and posts are different fields", [[3, 25]]],
    ["{ post(id: 1) { id } post(id: 2) { id } }", "post: fields have different arguments", [[3, 22]]],
    [
      "{ post(id: 1) { x: id } post(id: 1) { x: title } }",
      "post/x: id and title are different fields",
      [[17, 39]],
      " @ 'post'",
    ],
    [
      "{ animals { ... on Dog { size } ... on Cat { size } } }",
      "size: fields have different nullability shapes",
      [[26, 46]],
      " @ 'animals'",
    ],
    [
      "{ animals { ... on Dog { a: name } ... on Cat { a: nick } } }",
      "a: fields have different list shapes",
      [[26, 49]],
      " @ 'animals'",
    ],
    [
      "{ animals { ... on Dog { a: name } ... on Cat { a: size } } }",
      "a: returns different types String and Int",
      [[26, 49]],
      " @ 'animals'",
    ],
    [
      "{ ...F } fragment F on Query { a: ping a: __typename }",
      "a: ping and __typename are different fields",
      [[32, 40]],
      " @ 'F'",
    ],
  ] as [string, string, [[number, number]], string?][])("FieldsConflict: %s", (query, reason, [columns], at = "") => {
    const result = prepare(query);
    const locations = columns.map((column) => ({ line: 1, column, sourceName: null }));
    const message = `Validation error of type FieldsConflict: ${reason}${at}`;
    expect(result.kind === "invalid" && result.errors).toEqual([{ path: null, locations, message }]);
  });

  it("gives all that is wrong, in the order of the document", () => {
    const result = prepare("{ x y ping { a } }");
    expect(result.kind === "invalid" && result.errors.map(({ locations }) => locations?.[0]?.column)).toEqual([
      3, 5, 7,
    ]);
  });

  it("writes an entry as AppSync does: no data, no type, keys in its order", () => {
    const result = prepare("{ badfield }");
    expect(JSON.stringify(result.kind === "invalid" && result.errors)).toBe(
      '[{"path":null,"locations":[{"line":1,"column":3,"sourceName":null}],' +
        "\"message\":\"Validation error of type FieldUndefined: Field 'badfield' in type 'Query' is undefined @ 'badfield'\"}]",
    );
  });

  it("refuses a subscription of several fields", () => {
    const result = prepare("subscription { added { id } removed { id } }");
    const text = "SubscriptionMultipleRootFields: Subscription operation must have exactly one root field @ 'removed'";
    expect(result).toEqual({ kind: "invalid", errors: [entry(1, 29, `Validation error of type ${text}`)] });
  });

  it("refuses an operation that the schema has not", () => {
    const readOnly = buildSchema("type Query { a: Int }");
    const result = preparer(readOnly, { limits: { tokens: 100 }, introspection: true })("mutation { a }");
    expect(result).toEqual({ kind: "invalid", errors: [entry(1, 1, "Schema is not configured for mutations.")] });
  });

  it("refuses what would take too long to judge", () => {
    const result = prepare(`{ ${"ping ".repeat(10_000)} }`);
    expect(result).toEqual({
      kind: "invalid",
      errors: [{ path: null, locations: null, message: "Validation aborted." }],
    });
  });
});

describe("introspection", () => {
  const query = "{ __schema { types { name } } }";

  it("is there when it is on", () => {
    expect(prepare(query).kind).toBe("prepared");
  });

  it("is a validation error when it is off", () => {
    const text =
      "Validation error of type FieldUndefined: Field 'types' in type '__Schema' is undefined @ '__schema/types'";
    expect(prepareWithoutIntrospection(query)).toEqual({ kind: "invalid", errors: [entry(1, 14, text)] });
  });

  it("tells nothing about which types exist when it is off", () => {
    expect(prepareWithoutIntrospection('{ __type(name: "Post") { __typename } }').kind).toBe("invalid");
    expect(prepareWithoutIntrospection("{ __typename ping }").kind).toBe("prepared");
  });
});
