import { Duration, Lazy } from "aws-cdk-lib";
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
/** In the policy of a key this means the key itself. */
const resources = ["*"];

/**
 * The three HMAC keys. Their policies let the send function use the code key, the send function and the API the check key, and the API
 * and the authorizer the client key. Nobody else may use them, whatever IAM allows, and no grant can be made. Steps and functions name them by ARN: whoever may move an alias
 * could point it at a key of their own (S45). The aliases are for people who look for the keys.
 */
export class Keys extends Construct {
  readonly code: MacKey;
  readonly check: MacKey;
  readonly client: MacKey;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Keys");
    this.code = new MacKey(this, "Code", "derives one-time passwords", deployment);
    this.check = new MacKey(this, "Check", "makes the MACs that guesses are compared by", deployment);
    this.client = new MacKey(this, "Client", "derives the secrets of API clients", deployment);
  }
}

/** A key that only the roles may use which `allow` names. */
class MacKey {
  readonly arn: string;
  private readonly policy: PolicyDocument;
  private readonly users: Role[] = [];

  constructor(scope: Keys, id: string, purpose: string, deployment: Deployment) {
    this.policy = new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: "Administer",
          principals: [new AccountRootPrincipal()],
          actions: named(ADMINISTRATION),
          resources,
        }),
        new PolicyStatement({
          sid: "NobodyElse",
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: named(USE),
          resources,
          conditions: {
            ArnNotEquals: { "aws:PrincipalArn": Lazy.any({ produce: () => this.users.map(({ roleArn }) => roleArn) }) },
          },
        }),
      ],
    });
    const key = new Key(scope, id, {
      description: `${deployment.prefix}: ${purpose}`,
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      pendingWindow: Duration.days(30),
      policy: this.policy,
      removalPolicy: keyRemovalOf(deployment),
    });
    this.arn = key.keyArn;
    new Alias(scope, `${id}Alias`, { aliasName: `alias/${deployment.prefix}-${id.toLowerCase()}`, targetKey: key });
  }

  /**
   * Lets a role make MACs with the key, or verify them, too. The role must not name what names the key: the template would be a circle.
   */
  allow(role: Role, operations: ("GenerateMac" | "VerifyMac")[] = ["GenerateMac"]): void {
    this.users.push(role);
    this.policy.addStatements(
      new PolicyStatement({
        sid: `Use${role.node.id}`,
        principals: [role],
        actions: named(operations),
        resources,
        conditions: { StringEquals: { "kms:MacAlgorithm": "HMAC_SHA_256" } },
      }),
    );
  }
}
