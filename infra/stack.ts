import { Aws, CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { JWKS_PATH } from "../contract/proof.ts";
import { Accounts } from "./constructs/accounts.ts";
import { Api } from "./constructs/api.ts";
import { Authorizer } from "./constructs/authorizer.ts";
import { Data } from "./constructs/data.ts";
import { Delivery } from "./constructs/delivery.ts";
import { Events } from "./constructs/events.ts";
import { Firewall } from "./constructs/firewall.ts";
import { FirewallLogs } from "./constructs/firewall-logs.ts";
import { Keys } from "./constructs/keys.ts";
import { Monitoring } from "./constructs/monitoring.ts";
import { Page } from "./constructs/page.ts";
import { PublicFiles } from "./constructs/public-files.ts";
import { Resets } from "./constructs/resets.ts";
import { Stream } from "./constructs/stream.ts";
import { UserPoolFirewall } from "./constructs/user-pool-firewall.ts";
import { Users } from "./constructs/users.ts";
import { Webhooks } from "./constructs/webhooks.ts";
import type { Deployment } from "./stage.ts";

/** The whole service of one stage. Its outputs have the same names as those that `npm start` writes. */
export class OtpStack extends Stack {
  constructor(scope: Construct, deployment: Deployment) {
    const { prefix, stage, removal } = deployment;
    super(scope, prefix, {
      description: `appsync-otp: one-time passwords, stage ${stage}`,
      tags: { service: "appsync-otp", stage },
      terminationProtection: removal === "RETAIN",
    });
    const data = new Data(this, deployment);
    const users = new Users(this, deployment);
    const userPoolFirewall = new UserPoolFirewall(this, deployment, users.pool);
    const keys = new Keys(this, deployment);
    const delivery = new Delivery(this, deployment, keys);
    const publicFiles = new PublicFiles(this, deployment);
    const authorizer = new Authorizer(this, deployment, data, keys);
    const accounts = new Accounts(this, deployment, data, users);
    const resets = new Resets(this, deployment, { data, keys, users });
    const functions = { send: delivery.send, reset: resets.followUp, account: accounts.change };
    const api = new Api(this, deployment, { data, keys, users, publicFiles, functions, authorizer });
    const cognitoUrl = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    const page = deployment.page.publish ? new Page(this, deployment, api.api, cognitoUrl) : undefined;
    const firewall = new Firewall(this, deployment, api.api, page?.secret);
    // What CloudFront sends has to be taken before CloudFront sends it.
    page?.distribution.node.addDependency(firewall.acl);
    new FirewallLogs(this, deployment, { Api: firewall.acl, Users: userPoolFirewall.acl });
    const events = new Events(this, deployment);
    const stream = new Stream(this, deployment, data, users, events);
    const webhooks = new Webhooks(this, deployment, { data, keys, publicFiles, events });
    new Monitoring(this, deployment, { data, api, delivery, resets, accounts, stream, authorizer, webhooks });
    this.addOutputs({
      region: [Aws.REGION, "Region of the stage"],
      graphqlUrl: [api.api.attrGraphQlUrl, "URL of the GraphQL API"],
      apiId: [api.api.attrApiId, "Id of the GraphQL API"],
      apiKey: [
        api.key.value,
        "API key, for the fields that need no sign-in: forgotten passwords, and activateApiClient",
      ],
      userPoolId: [users.pool.userPoolId, "Id of the user pool"],
      userPoolClientId: [users.clients.app.userPoolClientId, "Id of the app client that users sign in with"],
      operatorsClientId: [users.clients.operators.userPoolClientId, "Id of the app client that operators sign in with"],
      cognitoUrl: [cognitoUrl, "URL of Cognito, where users sign in"],
      ...(page && {
        pageUrl: [page.url, "URL of the page; behind it, graphql is the API on the page's origin"],
        pageHost: [page.distribution.distributionDomainName, "CloudFront's own host name of the page"],
        pageBucket: [page.bucket.bucketName, "Bucket of the page, which the deploy command writes"],
        pageDistributionId: [page.distribution.distributionId, "Id of the distribution of the page"],
      }),
      proofIssuer: [publicFiles.url, "Issuer of proofs; a slash and the tenant follow"],
      jwksUrl: [publicFiles.url + JWKS_PATH, "Keys that proofs are checked by"],
      publicBucket: [publicFiles.bucket.bucketName, "Bucket of those keys, which the deploy command writes"],
      ...Object.fromEntries(
        [...keys.proofs].map(([version, { arn }]) => [
          `proofKey${version}`,
          [arn, `Key of proofs, version ${version}, whose public part is published`],
        ]),
      ),
      eventBusArn: [events.bus.eventBusArn, "Bus of audit events"],
      webhookRuleArn: [webhooks.rule.ruleArn, "Rule that sends events to webhooks, for replays"],
      webhookDeadLettersArn: [webhooks.deadLetters.queueArn, "Queue of events that no webhook took"],
      callPolicyArn: [api.callPolicy.managedPolicyArn, "Policy to attach to the roles of backends"],
      ...(delivery.smsLogsRole && {
        smsLogsRoleArn: [delivery.smsLogsRole.roleArn, "Role by which SNS logs deliveries of SMS"],
      }),
      ...Object.fromEntries(
        delivery.dkimRecords.map((record, index) => [
          `dkimRecord${index + 1}`,
          [record, `Record ${index + 1} of 3 for the DNS of the domain that e-mails come from`],
        ]),
      ),
    });
  }

  private addOutputs(outputs: Record<string, [value: string, description: string]>): void {
    for (const [name, [value, description]] of Object.entries(outputs))
      new CfnOutput(this, name, { value, description });
  }
}
