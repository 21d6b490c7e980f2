import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import type { Deployment } from "../stage.ts";

/** Scales the provisioned capacity of all tables and of the index, each by itself, between the bounds of the settings. */
export function scaleTables(
  { tokens, factors, clients }: { tokens: Table; factors: Table; clients: Table },
  { least, most }: Deployment["capacity"],
): void {
  const bounds = { minCapacity: least, maxCapacity: most };
  const { name } = TOKENS_TABLE.activeIndex;
  for (const attribute of [
    tokens.autoScaleReadCapacity(bounds),
    tokens.autoScaleWriteCapacity(bounds),
    tokens.autoScaleGlobalSecondaryIndexReadCapacity(name, bounds),
    tokens.autoScaleGlobalSecondaryIndexWriteCapacity(name, bounds),
    factors.autoScaleReadCapacity(bounds),
    factors.autoScaleWriteCapacity(bounds),
    clients.autoScaleReadCapacity(bounds),
    clients.autoScaleWriteCapacity(bounds),
  ]) {
    attribute.scaleOnUtilization({ targetUtilizationPercent: 70 });
  }
}
