import { expect, test } from "vitest";
import { isLive, LIVE, NO_GUESS, NO_MAC } from "../../contract/slot.ts";
import { compileTerm } from "../model/expressions.ts";

const NOW = 1_800_000_000;
const LATEST = NOW + 360;

test("the predicate of being live and the condition of a write agree on every slot", () => {
  const terms = LIVE.condition.split(" AND ").map(compileTerm);
  const guesses = [
    { codeMac: NO_MAC, lastGuessMac: NO_GUESS },
    { codeMac: "m", lastGuessMac: NO_GUESS },
    { codeMac: "m", lastGuessMac: "other" },
    { codeMac: "m", lastGuessMac: "m" },
  ];
  const slots = [true, false].flatMap((live) =>
    [NOW - 1, NOW, NOW + 1, LATEST, LATEST + 1].flatMap((expiresAt) =>
      guesses.map((guess) => ({ live, expiresAt, ...guess })),
    ),
  );
  const answers = slots.map((slot) => isLive(slot, NOW, LATEST));
  expect(answers.filter((answer) => answer)).toHaveLength(6);
  expect(slots.map((slot) => terms.every((term) => term(slot, { ":now": NOW, ":latest": LATEST })))).toEqual(answers);
  const names = [...LIVE.condition.matchAll(/#\w+/g)].map(([name]) => name);
  expect([...new Set(names)].sort()).toEqual(Object.keys(LIVE.names).sort());
});
