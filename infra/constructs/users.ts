import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  AccountRecovery,
  type CfnUserPoolClient,
  CfnUserPoolGroup,
  FeaturePlan,
  UserPool,
  type UserPoolClient,
} from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import { type ClientName, USER_POOL } from "../../contract/user-pool.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";

/**
 * The user pool. Codes go to addresses and numbers, so only administrators set them: a stolen session that could write its own phone
 * number could also verify it (S18).
 */
export class Users extends Construct {
  readonly pool: UserPool;
  /** The app client of everybody, and that of operators. */
  readonly clients: Record<ClientName, UserPoolClient>;

  constructor(scope: Construct, { prefix, removal }: Deployment) {
    super(scope, "Users");
    this.pool = new UserPool(this, "Pool", {
      userPoolName: prefix,
      signInAliases: USER_POOL.signInAliases,
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
      passwordPolicy: { ...USER_POOL.passwordPolicy, tempPasswordValidity: Duration.days(3) },
      featurePlan: FeaturePlan.LITE,
      deletionProtection: removal === "RETAIN",
      removalPolicy: RemovalPolicy[removal],
    });
    // The ids of the constructs are part of the deployed clients' identity: another id would replace a client.
    this.clients = { app: this.addClient("Client", "app"), operators: this.addClient("OperatorsClient", "operators") };
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

  private addClient(id: string, name: ClientName): UserPoolClient {
    const { authFlows, readAttributes, writeAttributes, lifetimes } = USER_POOL.clients[name];
    const client = this.pool.addClient(id, {
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.seconds(lifetimes.accessTokenSeconds),
      idTokenValidity: Duration.seconds(lifetimes.idTokenSeconds),
      refreshTokenValidity: Duration.seconds(lifetimes.refreshTokenSeconds),
    });
    // The contract has Cognito's own names, which the construct takes only in words of its own.
    const resource = client.node.defaultChild as CfnUserPoolClient;
    resource.explicitAuthFlows = [...authFlows, "REFRESH_TOKEN_AUTH"].map((flow) => `ALLOW_${flow}`);
    resource.readAttributes = [...readAttributes];
    resource.writeAttributes = [...writeAttributes];
    return client;
  }
}
