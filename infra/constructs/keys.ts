import { Aws, Duration } from "aws-cdk-lib";
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

/** What the account's administrators may do with a key: everything but use it. */
const ADMINISTRATION = [
  ...["CancelKeyDeletion", "CreateAlias", "DeleteAlias", "DescribeKey", "DisableKey", "EnableKey", "GetKeyPolicy"],
  ...[
    "GetKeyRotationStatus",
    "ListGrants",
    "ListKeyPolicies",
    "ListResourceTags",
    "PutKeyPolicy",
    "RevokeGrant",
    "ScheduleKeyDeletion",
  ],
  ...["TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"],
];
const USE = ["GenerateMac", "VerifyMac", "CreateGrant"];
const named = (actions: string[]) => actions.map((action) => `kms:${action}`);

/** By what name steps and functions know the two keys. */
export const keyNames = ({ prefix }: Deployment) => ({
  code: `alias/${prefix}-code`,
  check: `alias/${prefix}-check`,
});

/**
 * The two HMAC keys, and in their policies who may use them: of codes only the send function, of macs that and the API. Nobody
 * else, whatever IAM grants them; and no grant can be made.
 */
export class Keys extends Construct {
  readonly code: Key;
  readonly check: Key;

  constructor(scope: Construct, deployment: Deployment, { send, api }: { send: Role; api: Role }) {
    super(scope, "Keys");
    const names = keyNames(deployment);
    this.code = this.hmacKey("Code", names.code, deployment, [send]);
    this.check = this.hmacKey("Check", names.check, deployment, [send, api]);
  }

  private hmacKey(id: string, aliasName: string, deployment: Deployment, users: Role[]): Key {
    const arns = users.map(({ roleArn }) => roleArn);
    const resources = ["*"]; // in a key's own policy: this key
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
      description: `${deployment.prefix}: ${id.toLowerCase()} key of one-time passwords in ${Aws.REGION}`,
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      pendingWindow: Duration.days(30),
      policy,
      removalPolicy: keyRemovalOf(deployment),
    });
    new Alias(this, `${id}Alias`, { aliasName, targetKey: key });
    return key;
  }
}
