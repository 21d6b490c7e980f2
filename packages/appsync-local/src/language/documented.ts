/**
 * What APPSYNC_JS allows: the one allow-list. From the page "Supported runtime features" of AWS's AppSync guide and from
 * the types of `@aws-appsync/utils` 2.1.1. Plain data: the local runtime bundles this file into its realm.
 */

/** Marks what this runtime has too. */
export const EVERYWHERE = "everywhere";
/** Marks what AppSync has and this runtime lacks. */
export const AWS_ONLY = "aws only";

export type Member = typeof EVERYWHERE | typeof AWS_ONLY | Members;
export interface Members {
  readonly [name: string]: Member;
}

function members(names: readonly string[], mark: typeof EVERYWHERE | typeof AWS_ONLY = EVERYWHERE): Members {
  const made: Record<string, Member> = {};
  for (const name of names) made[name] = mark;
  return made;
}

/** Kinds of syntax nodes, by ESTree's names. Any other is refused. */
export const DOCUMENTED_SYNTAX: readonly string[] = [
  ...["Program", "ImportDeclaration", "ImportSpecifier", "ImportNamespaceSpecifier", "ImportDefaultSpecifier"],
  ...["ExportNamedDeclaration", "ExportSpecifier", "FunctionDeclaration", "VariableDeclaration", "VariableDeclarator"],
  ...["BlockStatement", "EmptyStatement", "ExpressionStatement", "IfStatement", "ReturnStatement", "BreakStatement"],
  ...["SwitchStatement", "SwitchCase", "ForInStatement", "ForOfStatement"],
  ...["Identifier", "Literal", "TemplateLiteral", "TemplateElement", "TaggedTemplateExpression"],
  ...["ArrayExpression", "ObjectExpression", "Property", "SpreadElement"],
  ...["ArrayPattern", "ObjectPattern", "AssignmentPattern", "RestElement"],
  ...["ArrowFunctionExpression", "FunctionExpression", "CallExpression", "MemberExpression", "ChainExpression"],
  ...["UnaryExpression", "BinaryExpression", "LogicalExpression", "AssignmentExpression", "ConditionalExpression"],
];

/** Operators, by the kind of node that bears them. */
export const DOCUMENTED_OPERATORS: Readonly<Record<string, readonly string[]>> = {
  UnaryExpression: ["-", "+", "!", "typeof", "void", "delete"],
  BinaryExpression: [
    ...["+", "-", "*", "/", "%", "**", "==", "!=", "===", "!==", "<", "<=", ">", ">="],
    ...["&", "|", "^", "<<", ">>", ">>>"],
  ],
  LogicalExpression: ["&&", "||", "??"],
  // `&&=`, `||=` and `??=` are younger than the language that AWS documents [?]
  AssignmentExpression: ["=", "+=", "-=", "*=", "/=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>=", ">>>="],
};

/** Global names, and what may be reached through each; those with no members are values. */
export const DOCUMENTED_GLOBALS: Readonly<Record<string, readonly string[]>> = {
  undefined: [],
  NaN: [],
  Infinity: [],
  Object: ["assign", "entries", "hasOwn", "keys", "values"],
  String: ["raw"],
  Number: ["isFinite", "isNaN"],
  Math: ["random", "min", "max", "round", "floor", "ceil"],
  JSON: ["parse", "stringify"],
  console: ["log", "error"],
};

/** Methods that array callbacks go to: the only calls that take a function. */
export const CALLBACK_METHODS: readonly string[] = [
  ...["forEach", "map", "flatMap", "filter", "reduce", "reduceRight"],
  ...["find", "findIndex", "findLast", "findLastIndex", "some", "every"],
];

/** Methods of values, by the name of their constructor. */
export const DOCUMENTED_METHODS: Readonly<Record<string, readonly string[]>> = {
  String: [
    ...["charAt", "concat", "endsWith", "indexOf", "lastIndexOf", "replace", "replaceAll", "slice", "split"],
    ...["startsWith", "toLowerCase", "toUpperCase", "trim", "trimEnd", "trimStart"],
  ],
  Array: [
    ...["concat", "fill", "flat", "indexOf", "join", "lastIndexOf", "pop", "push", "reverse", "shift", "slice"],
    ...["sort", "splice", "unshift"],
    ...CALLBACK_METHODS,
  ],
};

const UTIL: Members = {
  ...members(["autoId", "autoUlid", "autoKsuid", "error", "appendError", "unauthorized", "matches", "authType"]),
  ...members(["urlEncode", "urlDecode", "base64Encode", "base64Decode", "escapeJavaScript"]),
  time: members([
    ...["nowISO8601", "nowEpochSeconds", "nowEpochMilliSeconds", "nowFormatted", "parseFormattedToEpochMilliSeconds"],
    ...["parseISO8601ToEpochMilliSeconds", "epochMilliSecondsToSeconds", "epochMilliSecondsToISO8601"],
    "epochMilliSecondsToFormatted",
  ]),
  dynamodb: members([
    ...["toDynamoDB", "toString", "toStringSet", "toNumber", "toNumberSet", "toBinary", "toBinarySet", "toBoolean"],
    ...["toNull", "toList", "toMap", "toMapValues", "toS3Object", "fromS3ObjectJson"],
  ]),
  transform: {
    ...members(["toDynamoDBFilterExpression", "toDynamoDBConditionExpression", "toSubscriptionFilter"]),
    ...members(["toElasticsearchQueryDSL"], AWS_ONLY),
  },
  http: members(["copyHeaders", "addResponseHeader", "addResponseHeaders"]),
  math: members(["roundNum", "minVal", "maxVal", "randomDouble", "randomWithinRange"]),
  str: members(["normalize"]),
  rds: members(["toJsonObject"], AWS_ONLY),
  xml: members(["toMap", "toJsonString"], AWS_ONLY),
};

const DYNAMODB: Members = {
  ...members(["get", "put", "update", "remove", "query", "scan", "batchGet", "batchPut", "batchDelete"]),
  ...members(["transactGet", "transactWrite", "toStringSet", "toNumberSet", "toBinarySet"]),
  ...members(["sync"], AWS_ONLY),
  operations: members(["add", "remove", "replace", "increment", "decrement", "append", "prepend", "updateListItem"]),
};

const RDS: Members = {
  ...members(["select", "insert", "update", "remove", "sql", "toJsonObject"], AWS_ONLY),
  ...members(["createPgStatement", "createMySQLStatement"], AWS_ONLY),
  typeHint: members(["DECIMAL", "JSON", "TIMESTAMP", "TIME", "UUID", "DATE"], AWS_ONLY),
  agg: members(
    [
      ...["max", "maxDistinct", "min", "minDistinct", "count", "countDistinct"],
      ...["avg", "avgDistinct", "sum", "sumDistinct"],
    ],
    AWS_ONLY,
  ),
};

/** Modules that a bundle may import, and what each exports. */
export const DOCUMENTED_MODULES: Readonly<Record<string, Members>> = {
  "@aws-appsync/utils": {
    util: UTIL,
    runtime: members(["earlyReturn"]),
    extensions: {
      ...members(["setSubscriptionFilter", "setSubscriptionInvalidationFilter", "invalidateSubscriptions"]),
      ...members(["evictFromApiCache"]),
    },
  },
  "@aws-appsync/utils/dynamodb": DYNAMODB,
  "@aws-appsync/utils/rds": RDS,
  "@aws-appsync/utils/ai": members(["invokeModel", "converse"], AWS_ONLY),
};

/** `util`, `runtime` and `extensions` are global names of AppSync too; the local runtime wants them imported. */
export const MODULE_OF_GLOBALS = "@aws-appsync/utils";

/** Functions that may stand before a template. */
export const DOCUMENTED_TAGS: readonly string[] = ["String.raw", "sql"];

/** Names that lead from any value to the functions that make values. */
export const PROTOTYPE_NAMES: readonly string[] = ["constructor", "__proto__", "prototype"];

/** The most characters that a bundle may have. */
export const MAX_BUNDLE_CHARACTERS = 32_768;
/**
 * Syntax nodes above which the gate warns. AppSync has refused functions far below its limit on characters as "Function metadata has
 * exceeded the maximum allowed size" (aws-appsync-community #301), and says neither what it counts nor how much it takes. [?] This is
 * about half of what fits into the characters.
 */
export const MANY_BUNDLE_NODES = 3_000;
