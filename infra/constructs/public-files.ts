import { RemovalPolicy } from "aws-cdk-lib";
import { Distribution, HttpVersion, ViewerProtocolPolicy } from "aws-cdk-lib/aws-cloudfront";
import { S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";

/**
 * Files for everybody: the keys that proofs are checked by, which the deploy command writes. The bucket is closed, and CloudFront alone
 * reads it. Proofs name the address as their issuer.
 */
export class PublicFiles extends Construct {
  readonly bucket: Bucket;
  /** Without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, { prefix }: Deployment) {
    super(scope, "PublicFiles");
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Each deploy writes the files again, and the destroy command takes them out first.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const distribution = new Distribution(this, "Distribution", {
      comment: `${prefix}: the keys that proofs are checked by`,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
      httpVersion: HttpVersion.HTTP2_AND_3,
    });
    this.url = `https://${distribution.distributionDomainName}`;
    acknowledge(
      this.bucket,
      "S1",
      "CloudFront alone reads the bucket, and the one file in it is public: who read it when is of no interest",
    );
    acknowledge(
      distribution,
      "CFR1",
      "Whoever checks a proof may stand in any country, so that no country is left out",
    );
    acknowledge(
      distribution,
      "CFR2",
      "There is nothing to attack but one cached file without input; a web ACL of its own would cost more than all that it serves",
    );
    acknowledge(
      distribution,
      "CFR3",
      "A log of the addresses that fetch public keys would be personal data that nobody needs",
    );
    acknowledge(
      distribution,
      "CFR4",
      "A domain of CloudFront's own cannot ask for a later TLS than its default; what checkers negotiate is the latest that they know",
    );
  }
}
