import { describe, expect, test } from "vitest";
import { value } from "./prelude-realm.ts";

interface Expression {
  expression: string;
  expressionNames: object;
  expressionValues: object;
}

const written = (filter: string) =>
  JSON.parse(value(`util.transform.toDynamoDBFilterExpression(${filter})`) as string) as Expression;

describe("toDynamoDBFilterExpression", () => {
  test("gives JSON text with names and values after the attributes", () => {
    expect(written('{ title: { ne: "hi" } }')).toEqual({
      expression: "(#title <> :title_ne)",
      expressionNames: { "#title": "title" },
      expressionValues: { ":title_ne": { S: "hi" } },
    });
  });

  test.each<[operators: string, expression: string, values: object]>([
    ["{ eq: 1 }", "(#v = :v_eq)", { ":v_eq": { N: 1 } }],
    ["{ lt: 1 }", "(#v < :v_lt)", { ":v_lt": { N: 1 } }],
    ["{ le: 1 }", "(#v <= :v_le)", { ":v_le": { N: 1 } }],
    ["{ gt: 1 }", "(#v > :v_gt)", { ":v_gt": { N: 1 } }],
    ["{ ge: 1 }", "(#v >= :v_ge)", { ":v_ge": { N: 1 } }],
    ["{ eq: null }", "(#v = :v_eq)", { ":v_eq": { NULL: null } }],
    ["{ ge: 1, le: 5 }", "((#v >= :v_ge) AND (#v <= :v_le))", { ":v_ge": { N: 1 }, ":v_le": { N: 5 } }],
    ["{ beginsWith: 'x' }", "(begins_with(#v,:v_beginsWith))", { ":v_beginsWith": { S: "x" } }],
    ["{ contains: 'x' }", "(contains(#v,:v_contains))", { ":v_contains": { S: "x" } }],
    ["{ notContains: 'x' }", "(NOT contains(#v,:v_notContains))", { ":v_notContains": { S: "x" } }],
    [
      "{ between: [1, 9, 10] }",
      "(#v BETWEEN :v_between_start AND :v_between_end)",
      { ":v_between_start": { N: 1 }, ":v_between_end": { N: 9 } },
    ],
    ["{ in: ['a', 'b'] }", "(#v IN (:v_in_0,:v_in_1))", { ":v_in_0": { S: "a" }, ":v_in_1": { S: "b" } }],
    ["{ in: [] }", "(null)", {}],
    ["{ attributeExists: true }", "(attribute_exists(#v))", {}],
    ["{ attributeExists: false }", "(attribute_not_exists(#v))", {}],
    ["{ attributeType: 'stringSet' }", "(attribute_type(#v,:v_attributeType))", { ":v_attributeType": { S: "SS" } }],
    ["{ size: { gt: 3 } }", "(size(#v) > :v_size_gt)", { ":v_size_gt": { N: 3 } }],
    ["{}", "", {}],
  ])("%s becomes %s", (operators, expression, expressionValues) => {
    expect(written(`{ v: ${operators} }`)).toEqual({ expression, expressionNames: { "#v": "v" }, expressionValues });
  });

  test.each([
    ["{}", ""],
    ["{ a: { eq: 1 }, and: [{ b: { eq: 2 } }] }", "(#a = :a_eq) AND (#b = :and_0_b_eq)"],
    ["{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }", "((#a = :and_0_a_eq) AND (#b = :and_1_b_eq))"],
    ["{ or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }", "((#a = :or_0_a_eq) OR (#b = :or_1_b_eq))"],
    [
      "{ or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] }",
      "(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))",
    ],
    ["{ not: { a: { eq: 1 } } }", "(NOT (#a = :not_a_eq))"],
    ["{ not: { a: { eq: 1 }, b: { eq: 2 } } }", "(NOT ((#a = :not_a_eq) AND (#b = :not_b_eq)))"],
    ["{ 'a.b': { eq: 1 } }", "(#a.b = :a.b_eq)"],
  ])("%s is grouped as %s", (filter, expression) => {
    expect(written(filter).expression).toBe(expression);
  });

  test.each([
    "null",
    "'title'",
    "[]",
    "{ a: 1 }",
    "{ a: null }",
    "{ a: { b: { eq: 1 } } }",
    "{ a: { like: 1 } }",
    "{ a: { between: [1] } }",
    "{ a: { in: 1 } }",
    "{ a: { attributeExists: 'yes' } }",
    "{ a: { attributeType: 'SS' } }",
    "{ a: { size: 1 } }",
    "{ and: {} }",
    "{ or: [null] }",
    "{ not: [] }",
    "{ a: { eq: () => 1 } }",
    "{ and_0_a: { eq: 1 }, and: [{ a: { eq: 2 } }] }",
  ])("%s cannot be written and gives null", (filter) => {
    expect(value(`util.transform.toDynamoDBFilterExpression(${filter})`)).toBe(null);
  });

  test("toDynamoDBConditionExpression writes the same", () => {
    const filter = "{ id: { attributeExists: true }, version: { eq: 3 } }";
    expect(value(`util.transform.toDynamoDBConditionExpression(${filter})`)).toBe(
      value(`util.transform.toDynamoDBFilterExpression(${filter})`),
    );
  });
});

describe("toSubscriptionFilter", () => {
  const groups = (args: string) =>
    (value(`util.transform.toSubscriptionFilter(${args})`) as { filterGroup: { filters: object[] }[] }).filterGroup.map(
      ({ filters }) => filters,
    );
  const is = (fieldName: string, entry: unknown, operator = "eq") => ({ fieldName, operator, value: entry });

  describe("of AWS's own example", () => {
    const filter = (downvotes: string) => `{
      percentageUp: { lte: 50, gte: 20 },
      and: [{ title: { ne: "Book1" } }, { downvotes: { ${downvotes} } }],
      or: [{ author: { eq: "Admin" } }, { isPublished: { eq: false } }] }`;
    const title = is("title", "Book1", "ne");
    const [admin, unpublished] = [is("author", "Admin"), is("isPublished", false)];

    test("multiplies out two operators of one field and the members of or", () => {
      const downvotes = is("downvotes", 2000, "gt");
      const [low, high] = [is("percentageUp", 50, "lte"), is("percentageUp", 20, "gte")];
      expect(groups(filter("gt: 2000"))).toEqual([
        [low, title, downvotes, admin],
        [low, title, downvotes, unpublished],
        [high, title, downvotes, admin],
        [high, title, downvotes, unpublished],
      ]);
    });

    test("leaves ignored fields out wherever they stand", () => {
      expect(groups(`${filter("gt: 20")}, ["percentageUp", "author"]`)).toEqual([
        [title, is("downvotes", 20, "gt"), unpublished],
      ]);
    });

    test("adds each rule to each group, also a rule of an ignored field", () => {
      // AWS's page has `gt` here in the result of `lt`.
      const rules = "{ upvotes: { gte: 250 }, author: { eq: 'Person1' } }";
      expect(groups(`${filter("lt: 20")}, ["percentageUp", "author"], ${rules}`)).toEqual([
        [title, is("downvotes", 20, "lt"), unpublished, is("upvotes", 250, "gte")],
        [title, is("downvotes", 20, "lt"), unpublished, is("author", "Person1")],
      ]);
    });
  });

  test("several fields have to hold together", () => {
    expect(groups("{ a: { eq: 1 }, b: { gt: 2 } }")).toEqual([[is("a", 1), is("b", 2, "gt")]]);
  });

  test("several operators of one field are alternatives: a range needs between", () => {
    expect(groups("{ n: { ge: 2, le: 5 } }")).toEqual([[is("n", 2, "ge")], [is("n", 5, "le")]]);
    expect(groups("{ n: { between: [2, 5] } }")).toEqual([[is("n", [2, 5], "between")]]);
  });

  test("and and or nest in each other", () => {
    expect(groups("{ a: { eq: 1 }, or: [{ b: { eq: 2 } }, { and: [{ c: { eq: 3 } }, { d: { eq: 4 } }] }] }")).toEqual([
      [is("a", 1), is("b", 2)],
      [is("a", 1), is("c", 3), is("d", 4)],
    ]);
  });

  test("an alternative of which all fields are ignored is none", () => {
    expect(groups("{ or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, ['a']")).toEqual([[is("b", 2)]]);
    expect(groups("{ b: { eq: 2 }, or: [{ a: { eq: 1 } }] }, ['a']")).toEqual([[is("b", 2)]]);
  });

  test("rules alone are the filter when nothing else is asked", () => {
    expect(groups("{}, [], { b: { eq: 2 }, c: { eq: 3 } }")).toEqual([[is("b", 2)], [is("c", 3)]]);
  });

  test("nothing asked makes no group", () => {
    expect(groups("{}")).toEqual([]);
  });
});
