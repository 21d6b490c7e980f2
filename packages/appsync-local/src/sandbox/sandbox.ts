import { randomBytes } from "node:crypto";
import { SourceMap } from "node:module";
import vm from "node:vm";
import type { Outcome, Step } from "../contracts.ts";
import { assertLoadable } from "../language/gate.ts";
import { instrument } from "./instrument.ts";
import type { Factory } from "./prelude/evaluate.ts";
import { createRealm } from "./realm.ts";

export interface Sandbox {
  /**
   * Loads a bundle. It is checked, compiled and linked here, once; a bundle that AppSync would refuse, or that needs what
   * is not supported locally, is refused with an Error that lists every finding by name and line.
   *
   * @param name how messages call the bundle
   */
  load(name: string, code: string): Step;
}

/** @param clock gives the time that bundles see, in milliseconds since the epoch */
export function createSandbox(clock: () => number): Sandbox {
  const realm = createRealm({ now: clock, randomHex: (count) => randomBytes(count).toString("hex") });
  return {
    load(name, code) {
      assertLoadable(name, code);
      const script = new vm.Script(instrument(code), { filename: name });
      const factory = realm.compile(script) as Factory;
      const explain = sourceLocator(name, code);
      return {
        run(handler, contextJson) {
          const text = realm.evaluate(factory, handler, contextJson);
          if (text.length > MAX_RESULT_CHARACTERS) return tooLarge(text.length);
          const outcome: Outcome = { ...NOTHING, ...JSON.parse(text) };
          return outcome.kind === "fault" ? { ...outcome, detail: explain(outcome.detail) } : outcome;
        },
      };
    },
  };
}

/** AppSync's bound on what a handler evaluates to: 5 MB. */
const MAX_RESULT_CHARACTERS = 5 * 1024 * 1024;
/** Defaults for what a handler may keep out of its outcome by a `toJSON` of its own. */
const NOTHING = { stash: {}, appended: [], headers: [], logs: [], extensions: [] };

const tooLarge = (characters: number): Outcome => ({
  ...NOTHING,
  kind: "fault",
  detail: `the handler's result has ${characters} characters; AppSync takes ${MAX_RESULT_CHARACTERS}`,
});

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json[^,]*;base64,(\S+)\s*$/;

/** Makes a function that finds where a stack trace began: in the source if the bundle carries its source map, else in the bundle. */
function sourceLocator(name: string, code: string): (stack: string) => string {
  const encoded = INLINE_MAP.exec(code)?.[1];
  const map = encoded ? new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString())) : undefined;
  return (stack) => {
    const message = stack.split("\n", 1)[0] ?? stack;
    const frame = stack.split("\n").find((line) => line.includes(`${name}:`));
    const [, line, column] = /:(\d+):(\d+)\)?$/.exec(frame ?? "") ?? [];
    if (!line || !column) return message;
    const origin = map?.findEntry(Number(line) - 1, Number(column) - 1);
    if (origin && "originalSource" in origin && origin.originalSource) {
      return `${message} (${origin.originalSource}:${origin.originalLine + 1})`;
    }
    return `${message} (${name}:${line})`;
  };
}
