import { openAccount } from "../../../../infra/cli/aws/account.ts";
import { checkAccount, checkContext } from "../../../../infra/cli/checks/index.ts";
import { deploymentOf } from "../../../../infra/stage.ts";
import { settingsFrom } from "../../../../settings/read.ts";
import { type FakeAccount, type FakeResource, startAws, txtRecordsOf } from "../aws.ts";
import { OWN } from "../support.ts";

/** Runs all checks of the stage `dev` against an account, and gives their results by the checks' names. */
export async function resultsOf(over: Partial<FakeAccount>, overrides: object = OWN, smsAttributes = {}) {
  const { account: fake } = await startAws(over, smsAttributes);
  const account = await openAccount();
  const deployment = deploymentOf("dev", settingsFrom(overrides));
  const results = await checkAccount(checkContext(deployment, account, txtRecordsOf(fake)));
  return Object.fromEntries(results.map(({ name, ...result }) => [name, result]));
}

export const resource = (type: string, name: string, status = "CREATE_COMPLETE") => ({ type, name, status });
/** A deployed stack that sends from an address. */
export const sending = (from: string, ...more: FakeResource[]) => ({
  protected: false,
  resources: [resource("AWS::KMS::Key", "x"), ...more],
  template: { Condition: { StringEquals: { "ses:FromAddress": from } } },
});
/** A deployed stack that has SES's identity of the domain that it sends from. */
export const OWNED = sending("no-reply@mail.shop.dev", resource("AWS::SES::EmailIdentity", "mail.shop.dev"));
/** Settings by which the stack uses an identity that exists. */
export const existing = { ...OWN, stages: { dev: { emailIdentity: "EXISTING" } } };
