import { expect, test } from "vitest";
import { createClosing } from "../../../local/service/index.ts";

test("what has started is closed last in, first out, and one that fails to close leaves none of the others open", async () => {
  const closed: string[] = [];
  const closing = createClosing();
  closing.add(() => closed.push("engine"));
  closing.add(async () => {
    throw new Error("the port is stuck");
  });
  closing.add(() => closed.push("endpoint"));
  await expect(closing.closeAll()).rejects.toThrow("the port is stuck");
  expect(closed).toEqual(["endpoint", "engine"]);
  await closing.closeAll();
  expect(closed).toEqual(["endpoint", "engine"]);
});
