/** What `docs/requirements.md` says of each requirement: the test files that prove it, or what it waits for. */
export interface Row {
  /** `S01`, `F01` and so on. */
  id: string;
  /** The column "proven by", as it is written. */
  proof: string;
  /** The test files that the column names, as paths from the root. */
  files: string[];
}

/** A test file that ran, and the full names (suites included) of its tests that passed. */
export interface RanFile {
  file: string;
  passed: string[];
}

const ROW = /^\| ([SF]\d\d) \|[^|]*\|([^|]*)\|$/gm;
const FILE = /`((?:packages\/[^`]+\/)?test\/[^`]+)`/g;

/** The rows of the page, from top to bottom. */
export function rowsOf(page: string): Row[] {
  return [...page.matchAll(ROW)].map(([, id = "", proof = ""]) => ({
    id,
    proof,
    files: [...proof.matchAll(FILE)].map(([, file = ""]) => file),
  }));
}

/**
 * Holds the rows against a run. A row is proven in a file when a test whose full name contains the row's id passed there.
 *
 * @param testFiles every test file that there is: a row that names another file is never proven
 * @param ran the files that ran; a test file that did not run is not judged
 * @returns a line for each row and file without proof
 */
export function unproven(rows: Row[], testFiles: ReadonlySet<string>, ran: RanFile[]): string[] {
  const passedOf = new Map(ran.map(({ file, passed }) => [file, passed]));
  return rows.flatMap(({ id, files }) =>
    files.flatMap((file) => {
      if (!testFiles.has(file)) return [`${id}: ${file} is not a test file`];
      const passed = passedOf.get(file);
      if (!passed || passed.some((name) => names(name, id))) return [];
      return [`${id}: no test whose name contains ${id} passed in ${file}`];
    }),
  );
}

const names = (text: string, id: string) => new RegExp(`\\b${id}\\b`).test(text);
