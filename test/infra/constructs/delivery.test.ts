import { expect, test } from "vitest";
import { templateOf, theOne } from "./synth.ts";

test("F13 only production reserves executions for the send function, because a new account has too few to reserve any", async () => {
  const reserved = async (stage: "dev" | "prod") =>
    theOne(await templateOf(stage), "DeliverySend").Properties.ReservedConcurrentExecutions;
  expect([await reserved("dev"), await reserved("prod")]).toEqual([undefined, 50]);
});
