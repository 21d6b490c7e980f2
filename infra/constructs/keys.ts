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
const named = (actions: string[]) => actions.map((action) => `kms:${action}`);
/** In the policy of a key this means the key itself. */
const resources = ["*"];

/** What a kind of key is used for. */
interface KeyKind {
  keySpec: KeySpec;
  keyUsage: KeyUsage;
  /** Actions that use the key. */
  uses: string[];
  /** Under which conditions it may be used. */
  conditions: Record<string, string>;
  /** What administrators may do beside `ADMINISTRATION`. */
  administration: string[];
}

const MAC: KeyKind = {
  keySpec: KeySpec.HMAC_256,
  keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
  uses: ["GenerateMac", "VerifyMac"],
  conditions: { "kms:MacAlgorithm": "HMAC_SHA_256" },
  administration: [],
};
const SIGNATURE: KeyKind = {
  keySpec: KeySpec.RSA_2048,
  keyUsage: KeyUsage.SIGN_VERIFY,
  uses: ["Sign"],
  conditions: { "kms:SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256", "kms:MessageType": "RAW" },
  administration: ["GetPublicKey"],
};

/**
 * The two HMAC keys, and the keys of proofs. Their policies let the send function use the code key, the send function and the API the
 * check key, and the API the keys of proofs. Nobody else may use them, whatever IAM allows, and no grant can be made. Steps and functions
 * name them by ARN: whoever may move an alias could point it at a key of their own (S45). The aliases are for people who look for the keys.
 */
export class Keys extends Construct {
  readonly code: ServiceKey;
  readonly check: ServiceKey;
  /** The published keys of proofs by their version, the one that signs among them. */
  readonly proofs: Map<number, ServiceKey>;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Keys");
    this.code = new ServiceKey(this, "Code", "derives one-time passwords", MAC, deployment);
    this.check = new ServiceKey(this, "Check", "makes the MACs that guesses are compared by", MAC, deployment);
    const { oldest, newest } = deployment.proofKeys;
    const versions = [...new Set([oldest, newest])];
    this.proofs = new Map(
      versions.map((version) => [
        version,
        new ServiceKey(this, `Proof${version}`, `signs proofs, version ${version}`, SIGNATURE, deployment),
      ]),
    );
  }
}

/** A key that only the roles may use which `allow` names. */
class ServiceKey {
  readonly arn: string;
  private readonly policy: PolicyDocument;
  private readonly users: Role[] = [];
  private readonly kind: KeyKind;

  constructor(scope: Keys, id: string, purpose: string, kind: KeyKind, deployment: Deployment) {
    const { keySpec, keyUsage, uses, administration } = kind;
    this.kind = kind;
    this.policy = new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: "Administer",
          principals: [new AccountRootPrincipal()],
          actions: named([...ADMINISTRATION, ...administration]),
          resources,
        }),
        new PolicyStatement({
          sid: "NobodyElse",
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: named([...uses, "CreateGrant"]),
          resources,
          conditions: {
            ArnNotEquals: { "aws:PrincipalArn": Lazy.any({ produce: () => this.users.map(({ roleArn }) => roleArn) }) },
          },
        }),
      ],
    });
    const key = new Key(scope, id, {
      description: `${deployment.prefix}: ${purpose}`,
      keySpec,
      keyUsage,
      pendingWindow: Duration.days(30),
      policy: this.policy,
      removalPolicy: keyRemovalOf(deployment),
    });
    this.arn = key.keyArn;
    new Alias(scope, `${id}Alias`, { aliasName: `alias/${deployment.prefix}-${id.toLowerCase()}`, targetKey: key });
  }

  /** Lets a role use the key for these operations. The role must not name what names the key: the template would be a circle. */
  allow(role: Role, operations: ("GenerateMac" | "VerifyMac" | "Sign")[]): void {
    this.users.push(role);
    this.policy.addStatements(
      new PolicyStatement({
        sid: `Use${role.node.id}`,
        principals: [role],
        actions: named(operations),
        resources,
        conditions: { StringEquals: this.kind.conditions },
      }),
    );
  }
}
