import { describe, expect, test } from "vitest";
import { openAccount } from "../../../infra/cli/aws/account.ts";
import { findStack } from "../../../infra/cli/aws/stack.ts";
import { explain } from "../../../infra/cli/explain.ts";
import { deploymentOf } from "../../../infra/stage.ts";
import { settingsFrom } from "../../../settings/read.ts";
import { startAws } from "./aws.ts";

const thrownBy = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

describe("F13: a command that fails", () => {
  test("names the error that AWS answered with", async () => {
    await startAws({ denied: ["DescribeStacks"] });
    const { cloudFormation } = await openAccount();
    const error = await thrownBy(() => findStack(cloudFormation, "appsync-otp-dev"));
    expect(explain(error)).toBe("AWS refuses: AccessDenied: not allowed: DescribeStacks");
  });

  test("names the stages if another one was given", async () => {
    const error = await thrownBy(() => deploymentOf("production", settingsFrom({})));
    expect(explain(error)).toBe('there is no stage "production": name one of dev, staging, prod');
  });

  test("shows a fault of its own whole", async () => {
    expect(explain(new TypeError("a fault"))).toMatch(/^TypeError: a fault\n +at /);
    expect(explain("a fault")).toBe("a fault");
  });
});
