import { statSync } from "node:fs";

const INTERVAL_MILLISECONDS = 100;

/**
 * Looks at files again and again, and tells when one of them has changed, come or gone, once all have been still for one look: a synthesis writes
 * many. (The system's notifications lose files that are replaced whole, as editors and the CDK replace them.)
 *
 * @param files gives the files to look at, which may change from look to look
 * @param onChange must not reject. While it runs nothing is told, and nothing is lost
 * @returns a function that ends it
 */
export function watchFiles(files: () => Iterable<string>, onChange: () => Promise<void>): () => void {
  const known = new Map<string, string>();
  let dirty = false;
  let busy = false;

  /** Whether a file is not as it was at the last look. A file that is looked at for the first time is no change. */
  function look(): boolean {
    let changed = false;
    for (const file of files()) {
      const state = stateOf(file);
      changed ||= known.has(file) && known.get(file) !== state;
      known.set(file, state);
    }
    return changed;
  }

  look();
  const timer = setInterval(() => {
    if (busy) return;
    if (look()) dirty = true;
    else if (dirty) {
      [dirty, busy] = [false, true];
      void onChange().then(() => {
        busy = false;
      });
    }
  }, INTERVAL_MILLISECONDS);
  return () => clearInterval(timer);
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : "gone";
}
