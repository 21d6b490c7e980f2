import { expect, test } from "vitest";
import { templateOf, theOne } from "./synth.ts";

test("F13 only production reserves executions for the functions that callers wait for, because a new account has too few to reserve any", async () => {
  const reserved = async (name: string, stage: "dev" | "prod") =>
    theOne(await templateOf(stage), name).Properties.ReservedConcurrentExecutions;
  expect([await reserved("DeliverySend", "dev"), await reserved("DeliverySend", "prod")]).toEqual([undefined, 50]);
  expect([await reserved("AuthorizerJudge", "dev"), await reserved("AuthorizerJudge", "prod")]).toEqual([
    undefined,
    20,
  ]);
});
