import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { NOTICES_PREFIX } from "../../contract/notices.ts";
import type { Deployment } from "../stage.ts";
import type { Data } from "./data.ts";
import { allowEmail } from "./email.ts";
import type { Users } from "./users.ts";

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
