import { expect, test } from "vitest";
import { OWN } from "../support.ts";
import { resultsOf } from "./support.ts";

test("S21: the check of SMS attributes is done when they are as wanted, and names the spend limit and a missing role", async () => {
  const wanted = {
    MonthlySpendLimit: "1",
    DefaultSMSType: "Transactional",
    DeliveryStatusSuccessSamplingRate: "100",
  };
  const DeliveryStatusIAMRole = "arn:aws:iam::111122223333:role/Logs";
  const { "SMS attributes": all } = await resultsOf({}, OWN, { ...wanted, DeliveryStatusIAMRole });
  expect(all).toEqual({ state: "done", message: expect.stringContaining("at most 1 USD a month") });
  const { "SMS attributes": unlogged } = await resultsOf({}, OWN, wanted);
  expect(unlogged).toEqual({ state: "automatic", message: expect.stringContaining("DeliveryStatusIAMRole (unset)") });
});
