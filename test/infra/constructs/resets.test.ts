import { expect, test } from "vitest";
import { templateOf, theOne } from "./synth.ts";
import { ofType } from "./template.ts";

/** What bounds forgotten passwords on AWS, beside the firewall. */

const prod = await templateOf("prod");

test("S17 S43 a follow-up is tried once, is dropped after a minute, and five run at once", () => {
  const [found] = ofType(prod.template, "AWS::Lambda::EventInvokeConfig");
  expect(found?.[1].Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  expect(theOne(prod, "ResetsFollowUp").Properties.ReservedConcurrentExecutions).toBe(5);
});

test("S43 the table of resets has a highest rate of writes, in every mode, and an end of its items", async () => {
  const provisioned = await templateOf("dev", { stages: { dev: { capacity: { mode: "PROVISIONED" } } } });
  for (const stage of [prod, provisioned]) {
    expect(theOne(stage, "DataResets").Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      OnDemandThroughput: { MaxWriteRequestUnits: 100 },
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
    });
  }
});
