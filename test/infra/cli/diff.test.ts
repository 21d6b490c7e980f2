import { expect, test } from "vitest";
import { diff } from "../../../infra/cli/diff.ts";
import { signIn, startAws } from "./aws.ts";
import { PAGE_ACL, partsFor, RENEWED, WITH_ACL, WITHOUT_PAGE } from "./support.ts";

test("F13: diff compares the stage's stack in the region that the environment names, with the parameters that a deploy would name", async () => {
  const edge = { protected: false, resources: [], outputs: { PageFirewallArn: PAGE_ACL } };
  const { account } = await startAws({ edge });
  const { parts, ran } = await partsFor(account);
  await diff(parts);
  const stacks = ["appsync-otp-dev", "appsync-otp-dev-edge"];
  expect(ran).toEqual([["diff", ...stacks, ...RENEWED, ...WITH_ACL, "region eu-west-1"]]);
});

test("F13: diff works before the first deploy, when there is no web ACL yet, and for a stage without a page", async () => {
  const { account } = await startAws();
  const first = await partsFor(account);
  await diff(first.parts);
  expect(first.ran[0]).toContain("appsync-otp-dev:PageFirewallArn=not-deployed-yet");
  const without = await partsFor(account, { overrides: WITHOUT_PAGE });
  await diff(without.parts);
  expect(without.ran).toEqual([["diff", "appsync-otp-dev", ...RENEWED, "region eu-west-1"]]);
});

test("F13: diff without credentials says how to sign in", async () => {
  const { account } = await startAws();
  const { parts, ran } = await partsFor(account);
  signIn({ AWS_ACCESS_KEY_ID: undefined });
  await expect(diff(parts)).rejects.toThrow("aws sso login");
  expect(ran).toEqual([]);
});
