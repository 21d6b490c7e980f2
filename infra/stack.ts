import { Aws, CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Api } from "./api.ts";
import { Data } from "./data.ts";
import { Delivery } from "./delivery.ts";
import { Firewall } from "./firewall.ts";
import { Keys } from "./keys.ts";
import { Meter } from "./meter.ts";
import type { Deployment } from "./stage.ts";
import { Users } from "./users.ts";
import { Watch } from "./watch.ts";

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
