import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LONG_CODE, missing, onlyError } from "../service/step-up.ts";
import { codeIn, REQUEST, startTestService, type TestService } from "../service/support.ts";

/** What docs/step-up.md tells operators to send does what the page says. */

const page = readFileSync(new URL("../../docs/step-up.md", import.meta.url), "utf8");
const documents = Object.fromEntries(
  [...page.matchAll(/^```graphql\n((?:query|mutation) (\w+)[\s\S]*?)^```/gm)].map(([, text, name]) => [name, text]),
) as Record<"Ask" | "Prove" | "List" | "Cancel" | "Unlock", string>;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("S41 an operator who follows docs/step-up.md proves a second factor, ends a user's token, and unlocks the user", async () => {
  expect(Object.keys(documents)).toEqual(["Ask", "Prove", "List", "Cancel", "Unlock"]);
  const [operator, user] = [await service.operator(), await service.user()];
  const theirs = (await user(REQUEST, { input: { channel: "EMAIL" } })).data.requestOtp.token;

  const { id } = (await operator(documents.Ask)).data.requestOtp.token;
  const code = codeIn(service.lastMessageTo("+12025550124").text, LONG_CODE);
  const { stepUpToken } = (await operator(documents.Prove, { id, code })).data.verifyOtp;
  const named = { subject: theirs.subject, stepUpToken };
  const refused = await operator(documents.List, { ...named, stepUpToken: "" });
  expect(onlyError(refused)).toMatchObject(missing("operator"));
  expect((await operator(documents.List, named)).data.activeTokens.items).toMatchObject([{ id: theirs.id }]);
  const cancelled = await operator(documents.Cancel, { ...named, id: theirs.id });
  expect(cancelled.data.cancelOtp.token.status).toBe("CANCELED");
  const { deviceToken } = (await operator(documents.Unlock, named)).data.unlockSubject;
  const again = await user(REQUEST, { input: { channel: "EMAIL", deviceToken } });
  expect(again.errors).toBeUndefined();
});
