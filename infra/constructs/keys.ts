import { Duration } from "aws-cdk-lib";
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  type Role,
} from "aws-cdk-lib/aws-iam";
import { Alias, Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { keyRemovalOf } from "./key-removal.ts";

/** Actions that the account's administrators may take on a key: everything but use it. */
const ADMINISTRATION = [
  ...["CancelKeyDeletion", "CreateAlias", "DeleteAlias", "DescribeKey", "DisableKey", "EnableKey", "GetKeyPolicy"],
  ...["GetKeyRotationStatus", "ListGrants", "ListKeyPolicies", "ListResourceTags", "PutKeyPolicy", "RevokeGrant"],
  ...["ScheduleKeyDeletion", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"],
];
/** Actions that make or verify a MAC, or let somebody else do so. */
const USE = ["GenerateMac", "VerifyMac", "CreateGrant"];
const named = (actions: string[]) => actions.map((action) => `kms:${action}`);

/** Gives the aliases by which steps and functions name the two keys. */
export const keyNames = ({ prefix }: Deployment) => ({
  code: `alias/${prefix}-code`,
  check: `alias/${prefix}-check`,
});

/**
 * The two HMAC keys. Their policies let the send function use the code key, and the send function and the API the check key. Nobody
 * else may use them, whatever IAM allows, and no grant can be made.
 */
export class Keys extends Construct {
  constructor(scope: Construct, deployment: Deployment, { send, api }: { send: Role; api: Role }) {
    super(scope, "Keys");
    const names = keyNames(deployment);
    this.addKey("Code", "derives one-time passwords", names.code, deployment, [send]);
    this.addKey("Check", "makes the MACs that guesses are compared by", names.check, deployment, [send, api]);
  }

  private addKey(id: string, purpose: string, aliasName: string, deployment: Deployment, users: Role[]): void {
    const arns = users.map(({ roleArn }) => roleArn);
    const resources = ["*"]; // in the policy of a key this means the key itself
    const policy = new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: "Administer",
          principals: [new AccountRootPrincipal()],
          actions: named(ADMINISTRATION),
          resources,
        }),
        ...users.map(
          (role) =>
            new PolicyStatement({
              sid: `Use${role.node.id}`,
              principals: [role],
              actions: named(["GenerateMac"]),
              resources,
              conditions: { StringEquals: { "kms:MacAlgorithm": "HMAC_SHA_256" } },
            }),
        ),
        new PolicyStatement({
          sid: "NobodyElse",
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: named(USE),
          resources,
          conditions: { ArnNotEquals: { "aws:PrincipalArn": arns } },
        }),
      ],
    });
    const key = new Key(this, id, {
      description: `${deployment.prefix}: ${purpose}`,
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      pendingWindow: Duration.days(30),
      policy,
      removalPolicy: keyRemovalOf(deployment),
    });
    new Alias(this, `${id}Alias`, { aliasName, targetKey: key });
  }
}
