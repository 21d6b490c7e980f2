import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { FilterCriteria, FilterRule } from "aws-cdk-lib/aws-lambda";
import { NOTICES_PREFIX } from "../../contract/notices.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import type { Settings } from "../../settings/schema.ts";
import type { Deployment } from "../stage.ts";
import type { Data } from "./data.ts";
import { allowEmail } from "./email.ts";
import type { Users } from "./users.ts";

/**
 * Records that are no slots, and that owners may have to hear of: the counter of a pool user's day when it reaches the limit, and the
 * person's item. Numbers in a stream are text, which a filter can only compare as a whole.
 */
export const noticeFilters = ({ sends }: Settings) => [
  FilterCriteria.filter({
    dynamodb: {
      Keys: { pk: { S: FilterRule.beginsWith(`${POOL_TENANT}|s|`) }, sk: { S: FilterRule.beginsWith("#sends#") } },
      NewImage: { total: { N: FilterRule.isEqual(`${sends.subject.day}`) } },
    },
  }),
  FilterCriteria.filter({
    dynamodb: {
      Keys: { pk: { S: FilterRule.beginsWith(`${POOL_TENANT}|p|`) } },
      NewImage: { version: { N: FilterRule.exists() } },
    },
  }),
];

/** Allows a role to tell owners: to look a user up, to write items about notices and no others, and to send e-mails. */
export function allowNotices(role: Role, deployment: Deployment, data: Data, { pool }: Users): void {
  role.addToPolicy(new PolicyStatement({ actions: ["cognito-idp:AdminGetUser"], resources: [pool.userPoolArn] }));
  role.addToPolicy(
    new PolicyStatement({
      actions: ["dynamodb:DeleteItem", "dynamodb:PutItem"],
      resources: [data.tokens.tableArn],
      conditions: {
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${NOTICES_PREFIX}*`] },
        // Without a key there would be no value that is not like it.
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    }),
  );
  data.allowKey(role);
  allowEmail(role, deployment);
}
