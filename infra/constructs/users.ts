import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  UserPool,
  type UserPoolClient,
} from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";

/**
 * The user pool. Codes go to addresses and numbers, so only administrators set them: a stolen session that could write its own phone
 * number could also verify it (S18).
 */
export class Users extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, { prefix, removal }: Deployment) {
    super(scope, "Users");
    this.pool = new UserPool(this, "Pool", {
      userPoolName: prefix,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      selfSignUpEnabled: false,
      standardAttributes: {
        // Every user signs in by one. It is not `required`, because clients would have to be able to write it [?].
        email: { required: false, mutable: true },
        phoneNumber: { required: false, mutable: true },
      },
      keepOriginal: { email: true },
      // Codes go to the mailbox, so a reset by e-mail would make it both factors. Administrators reset passwords.
      accountRecovery: AccountRecovery.NONE,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: FeaturePlan.LITE,
      deletionProtection: removal === "RETAIN",
      removalPolicy: RemovalPolicy[removal],
    });
    this.client = this.pool.addClient("Client", {
      authFlows: { userSrp: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(1),
      readAttributes: new ClientAttributes().withStandardAttributes({
        email: true,
        emailVerified: true,
        phoneNumber: true,
        phoneNumberVerified: true,
        locale: true,
      }),
      writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
    });
    new CfnUserPoolGroup(this, "Operators", {
      userPoolId: this.pool.userPoolId,
      groupName: OPERATORS_GROUP,
      description: "Operators list and cancel the tokens of any tenant",
      precedence: 0,
    });
    acknowledge(
      this.pool,
      "COG2",
      "This service is the second factor: Cognito's own would ask everybody for a third one",
    );
    acknowledge(
      this.pool,
      "COG8",
      "The Plus plan costs per active user, and deployers choose its threat protection themselves; the pool has a strict password policy",
    );
  }
}
