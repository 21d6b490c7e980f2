import { RemovalPolicy } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";

/** The header by which CloudFront tells the API that a request has come through the page's origin. Viewers' own is replaced. */
export const ORIGIN_SECRET_HEADER = "x-origin-secret";

/** The header by which CloudFront tells the API who the visitor is. A function sets it, whatever the visitor has sent. */
export const VISITOR_HEADER = "x-visitor-address";

/**
 * The secret by which the web ACL of the API knows what comes through the page's origin. Secrets Manager makes it up, and the template has a
 * reference to it. The version before is taken, too: while a new one spreads over CloudFront, some of its places still send the old one.
 */
export class OriginSecret extends Construct {
  /** What CloudFront sends. */
  readonly sent: string;
  /** What the web ACL takes, the newest first. */
  readonly taken: string[];

  constructor(scope: Construct, { prefix, page }: Deployment) {
    super(scope, "OriginSecret");
    const versions = [page.originSecret, page.originSecret - 1].filter((version) => version > 0);
    this.taken = versions.map((version) => this.addVersion(version, prefix));
    this.sent = this.taken[0] as string;
  }

  private addVersion(version: number, prefix: string): string {
    const secret = new Secret(this, `Version${version}`, {
      description: `${prefix}: how the API knows what comes through the page, version ${version}`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // A stage that comes back makes up another.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      secret,
      "SMG4",
      "A setting rotates it without a gap; a function that did so would need the right to change the web ACL and CloudFront",
    );
    return secret.secretValue.unsafeUnwrap();
  }
}
