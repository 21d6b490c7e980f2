import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ApiDescription, DataSource, ResolverDescription } from "../../src/index.ts";
import { bundleSteps } from "../../src/language/bundle.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Field -> steps -> data source: `step` alone is a unit resolver, `handlers` (before and after) and `steps` make a pipeline. */
const WIRING: Record<string, [step: string, dataSource: string] | { handlers: string; steps: [string, string][] }> = {
  "Query.book": ["getBook", "table"],
  "Query.books": ["listBooks", "table"],
  "Query.allBooks": ["scanBooks", "table"],
  "Query.booksById": ["getBooks", "table"],
  "Query.bookAndLoan": ["bookAndLoan", "table"],
  "Query.me": ["me", "none"],
  "Query.staff": ["staff", "none"],
  "Query.anything": ["anything", "none"],
  "Mutation.addBook": ["addBook", "table"],
  "Mutation.addBooks": ["addBooks", "table"],
  "Mutation.renameBook": ["renameBook", "table"],
  "Mutation.removeBook": ["removeBook", "table"],
  "Mutation.removeBooks": ["removeBooks", "table"],
  "Mutation.borrow": {
    handlers: "borrow",
    steps: [
      ["findReader", "none"],
      ["lend", "table"],
    ],
  },
  "Mutation.remind": ["remind", "desk"],
  "Book.loans": ["loansOfBook", "table"],
  "Book.blurb": ["blurb", "desk"],
  "Book.price": ["price", "prices"],
};

export const bundleLibrary = (): Map<string, string> => {
  const names = new Set<string>();
  for (const wired of Object.values(WIRING)) {
    if (Array.isArray(wired)) names.add(wired[0]);
    else for (const name of [wired.handlers, ...wired.steps.map(([step]) => step)]) names.add(name);
  }
  const files = [...names].map((name) => here(`steps/${name}.ts`));
  const bundles = bundleSteps(files);
  return new Map([...names].map((name, index) => [name, bundles.get(files[index] as string) as string]));
};

interface LibraryParts {
  tableName: string;
  auth: ApiDescription["auth"];
  table: DataSource;
  desk: DataSource;
  prices: DataSource;
}

/** The library's API over the data sources given. */
export function describeLibrary({ tableName, auth, ...dataSources }: LibraryParts): ApiDescription {
  const bundles = bundleLibrary();
  const code = (name: string) => bundles.get(name) as string;
  const functions: ApiDescription["functions"] = {};
  const resolvers = Object.entries(WIRING).map(([attached, wired]): ResolverDescription => {
    const [type = "", field = ""] = attached.split(".");
    if (Array.isArray(wired)) return { kind: "UNIT", type, field, dataSource: wired[1], code: code(wired[0]) };
    for (const [step, dataSource] of wired.steps) functions[step] = { dataSource, code: code(step) };
    return { kind: "PIPELINE", type, field, functions: wired.steps.map(([step]) => step), code: code(wired.handlers) };
  });
  return {
    schema: readFileSync(here("schema.graphql"), "utf8"),
    dataSources: { none: { type: "NONE" }, ...dataSources },
    functions,
    resolvers,
    auth,
    environment: { TABLE: tableName },
  };
}
