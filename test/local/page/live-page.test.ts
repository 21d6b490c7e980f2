import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { livePage } from "../../../local/page/index.ts";
import { serveWire, type WireServer } from "../../../local/wire/index.ts";
import { chromium, inspectPage } from "../../client/browser/chromium.ts";

/** A page that shows what comes while it is open, in a real browser. */

let ids: number[] = [];
let server: WireServer;
beforeAll(async () => {
  server = await serveWire(
    () =>
      livePage({
        title: "Things",
        status: `${ids.length} things`,
        tools: "",
        links: [{ name: "Others", url: "/?a=1&b=2" }],
        main: ids.map((id) => `<p id="n${id}"><a href="#n${id}">thing ${id}</a><input></p>`).join("\n"),
        style: "p { height: 100px; margin: 0; }",
      }),
    { cors: false },
  );
});
afterAll(() => server.close());

/** The numbers from `from` down to `to`: the newest comes first. */
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

async function open() {
  const { evaluate, close } = await inspectPage(`${server.url}/`);
  onTestFinished(close);
  const shown = () => evaluate('[...document.querySelectorAll("main > *")].map(({ id }) => Number(id.slice(1)))');
  /** Replaces what the page shows, and waits until it does. */
  const show = async (next: number[]) => {
    ids = next;
    await expect.poll(shown, { timeout: 20_000 }).toEqual(next);
  };
  await show(ids);
  return { evaluate, show };
}

const top = (id: number) => `document.getElementById("n${id}").getBoundingClientRect().top`;

test.skipIf(!chromium)(
  "what is read keeps its focus, selection, input and place while news comes above it",
  async () => {
    ids = down(40, 1);
    const { evaluate, show } = await open();
    await evaluate(`{
    scrollTo(0, 1500);
    const read = document.querySelector("#n24 input");
    read.value = "typed";
    read.focus({ preventScroll: true });
    getSelection().selectAllChildren(document.querySelector("#n23 a"));
    read.focus({ preventScroll: true });
  }`);
    const before = await evaluate(top(24));
    await show([...down(45, 3)]);
    expect(await evaluate(top(24))).toBe(before);
    expect(await evaluate('document.activeElement === document.querySelector("#n24 input")')).toBe(true);
    expect(await evaluate("document.activeElement.value")).toBe("typed");
    expect(await evaluate('document.querySelector("[role=status]").textContent')).toBe("43 things");
  },
);

test.skipIf(!chromium)("a selected text stays selected, also at the top of the page", async () => {
  ids = down(40, 1);
  const { evaluate, show } = await open();
  await evaluate('getSelection().selectAllChildren(document.querySelector("#n39 a"))');
  const before = await evaluate(top(39));
  await show(down(42, 1));
  expect(await evaluate("String(getSelection())")).toBe("thing 39");
  expect(await evaluate(top(39))).toBe(before);
});

test.skipIf(!chromium)("who scrolled down reads on, and who is at the top sees what is new", async () => {
  ids = down(40, 1);
  const { evaluate, show } = await open();
  await evaluate("scrollTo(0, 1030)");
  const before = await evaluate(top(25));
  await show(down(50, 1));
  expect(await evaluate(top(25))).toBe(before);
  await evaluate("scrollTo(0, 0)");
  await show(down(51, 1));
  expect(await evaluate("scrollY")).toBe(0);
});

test.skipIf(!chromium)("what is gone goes, and what has moved stands once, where it is now", async () => {
  ids = [5, 4, 3, 2, 1];
  const { evaluate, show } = await open();
  await evaluate('document.querySelector("#n3 input").value = "typed"');
  await show([6, 3, 5, 1]);
  expect(await evaluate('document.querySelector("#n3 input").value')).toBe("typed");
  await show([]);
  await show([7]);
});

test("a page leads to the others", async () => {
  expect(await (await fetch(server.url)).text()).toContain('<nav><a href="/?a=1&amp;b=2">Others</a></nav>');
});
