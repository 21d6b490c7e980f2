import { expect, test } from "vitest";
import { diff } from "../../../infra/cli/diff.ts";
import { signIn, startAws } from "./aws.ts";
import { partsFor, RENEWED } from "./support.ts";

test("F13: diff compares the stage's stack in the region that the environment names, with the parameter that a deploy would name", async () => {
  const { account } = await startAws();
  const { parts, ran } = await partsFor(account);
  await diff(parts);
  expect(ran).toEqual([["diff", "appsync-otp-dev", ...RENEWED, "region eu-west-1"]]);
});

test("F13: diff without credentials says how to sign in", async () => {
  const { account } = await startAws();
  const { parts, ran } = await partsFor(account);
  signIn({ AWS_ACCESS_KEY_ID: undefined });
  await expect(diff(parts)).rejects.toThrow("aws sso login");
  expect(ran).toEqual([]);
});
