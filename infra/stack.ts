import { Aws, CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Api } from "./constructs/api.ts";
import { Data } from "./constructs/data.ts";
import { Delivery } from "./constructs/delivery.ts";
import { Firewall } from "./constructs/firewall.ts";
import { Keys } from "./constructs/keys.ts";
import { Meter } from "./constructs/meter.ts";
import { Users } from "./constructs/users.ts";
import { Watch } from "./constructs/watch.ts";
import type { Deployment } from "./stage.ts";

/** One stage of the service, whole. Its outputs have the names of those that `npm start` writes. */
export class OtpStack extends Stack {
  constructor(scope: Construct, deployment: Deployment) {
    const { prefix, stage, removal } = deployment;
    super(scope, prefix, {
      description: `One-time passwords (appsync-otp), ${stage}`,
      tags: { service: "appsync-otp", stage },
      terminationProtection: removal === "RETAIN",
    });
    const data = new Data(this, deployment);
    const users = new Users(this, deployment);
    const delivery = new Delivery(this, deployment);
    const api = new Api(this, deployment, { data, users, send: delivery.send });
    new Keys(this, deployment, { send: delivery.role, api: api.kmsRole });
    new Firewall(this, deployment, api.api);
    const meter = new Meter(this, deployment, data);
    new Watch(this, deployment, { data, api, delivery, meter });
    this.outputs({
      region: Aws.REGION,
      graphqlUrl: api.api.attrGraphQlUrl,
      apiId: api.api.attrApiId,
      userPoolId: users.pool.userPoolId,
      userPoolClientId: users.client.userPoolClientId,
      cognitoUrl: `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      callPolicyArn: api.callPolicy.managedPolicyArn,
      smsLogsRoleArn: delivery.smsLogsRole.roleArn,
      ...Object.fromEntries(delivery.dkimRecords.map((record, index) => [`dkimRecord${index + 1}`, record])),
    });
  }

  private outputs(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
