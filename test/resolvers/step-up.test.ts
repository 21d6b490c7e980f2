import { expect, test } from "vitest";
import { contextOf, stepOf } from "./steps.ts";

const AT = 1_793_491_200;
const step = stepOf("stepUp/verifyStepUp", undefined, () => AT * 1000);

/** Presents a token that has the whole form, and names everything as the call does. @param authTime null for a backend */
function present(session: string, authTime: number | null) {
  const names = ["pool", "somebody", session].map((name) => Buffer.from(name).toString("base64"));
  const token = ["step-up_1", ...names, "operator", `${AT}`, `${"A".repeat(43)}=`].join(".");
  const stepUp = { purpose: "operator", tenant: "pool", subject: "somebody", session, authTime, token };
  return step.request(contextOf({ stash: { stepUp } }));
}

test("S41 KMS is asked whether a step-up token is genuine, of a user only with a session, even if a token of none is presented", () => {
  const asked = { method: "POST", params: { headers: { "x-amz-target": "TrentService.VerifyMac" } } };
  expect(present("7c1f", AT)).toMatchObject(asked);
  expect(present("", null)).toMatchObject(asked);
  expect(() => present("", AT)).toThrow(expect.objectContaining({ type: "SecondFactorRequired" }));
});
