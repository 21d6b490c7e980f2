import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What takes long to make and depends on texts alone, kept by their hashes from one process to the next. */
export interface Cache {
  /** The text under a key; undefined where there is none. */
  read(key: string): string | undefined;
  write(key: string, text: string): void;
}

/** Entries above which a cache begins anew. */
const MOST_ENTRIES = 10_000;

/**
 * Opens a cache in `node_modules/.cache/appsync-local` of the package that the process runs in. Where that cannot be read or written, it
 * keeps its entries in this process alone.
 */
export function openCache(name: string): Cache {
  const entries = new Map<string, string>();
  const folder = folderOf(name);
  return {
    read(key) {
      const known = entries.get(key) ?? (folder && textIn(join(folder, key)));
      if (known !== undefined) entries.set(key, known);
      return known;
    },
    write(key, text) {
      entries.set(key, text);
      if (folder) writeWhole(join(folder, key), text);
    },
  };
}

function folderOf(name: string): string | undefined {
  let own = process.cwd();
  while (!existsSync(join(own, "node_modules"))) {
    if (dirname(own) === own) return undefined;
    own = dirname(own);
  }
  const folder = join(own, "node_modules/.cache/appsync-local", name);
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > MOST_ENTRIES) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    }
    return folder;
  } catch {
    return undefined;
  }
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Another process never reads half a text. */
function writeWhole(file: string, text: string): void {
  try {
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {
    // It is made again next time.
  }
}
