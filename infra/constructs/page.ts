import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CfnParameter, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type { CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  type HeadersFrameOption,
  type HeadersReferrerPolicy,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { pageHeaders } from "../../web/served.ts";
import { CHALLENGE_PATH, type Deployment, PAGE_FIREWALL_ARN } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import { ORIGIN_SECRET_HEADER, OriginSecret } from "./origin-secret.ts";

const API_REQUEST = readFileSync(fileURLToPath(new URL("page-api-request.js", import.meta.url)), "utf8");
/** Leads from the challenge back to the page; a browser keeps what stands behind the `#`. */
const TO_THE_PAGE = `function handler() {
  return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "/" }, "cache-control": { value: "no-store" } } };
}
`;

/**
 * The page, and the API on the page's origin. The deploy command writes the files into a closed bucket, which CloudFront alone reads. The
 * page's distribution is another one than that of the public keys: the API names the address of those in every proof, so that it could not
 * be behind the same one.
 */
export class Page extends Construct {
  readonly bucket: Bucket;
  readonly distribution: Distribution;
  /** How the API's web ACL knows what comes through here. */
  readonly secret: OriginSecret;
  /** Its address, with a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, deployment: Deployment, api: CfnGraphQLApi, userPoolOrigin: string) {
    super(scope, "Page");
    const { prefix, page } = deployment;
    this.secret = new OriginSecret(this, deployment);
    this.bucket = this.addBucket();
    const files = S3BucketOrigin.withOriginAccessControl(this.bucket);
    const firewall = new CfnParameter(Stack.of(this), PAGE_FIREWALL_ARN, {
      type: "String",
      description: "ARN of the web ACL before the page, which is of the stack in us-east-1. npm run deploy sets it",
    });
    this.distribution = new Distribution(this, "Distribution", {
      comment: `${prefix}: the page, and the API on its origin`,
      defaultRootObject: "index.html",
      defaultBehavior: {
        origin: files,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.addHeaders(userPoolOrigin),
      },
      additionalBehaviors: {
        "/graphql": this.apiBehavior(deployment, api),
        ...(deployment.firewall.challenge && { [CHALLENGE_PATH]: this.challengeBehavior(files, prefix) }),
      },
      webAclId: firewall.valueAsString,
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(page.domain &&
        page.certificateArn && {
          domainNames: [page.domain],
          certificate: Certificate.fromCertificateArn(this, "Certificate", page.certificateArn),
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
    });
    this.url = `https://${page.domain ?? this.distribution.distributionDomainName}/`;
    this.acknowledgeFindings(page.domain !== undefined);
  }

  private addBucket(): Bucket {
    const bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Each deploy writes the files again, and the destroy command takes them out first.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      bucket,
      "S1",
      "CloudFront alone reads the bucket of the page, whose web ACL logs every request already",
    );
    return bucket;
  }

  /** The header fields are those that the page has on one machine. CloudFront knows some of them by names of its own. */
  private addHeaders(userPoolOrigin: string): ResponseHeadersPolicy {
    const {
      "content-security-policy": contentSecurityPolicy,
      "referrer-policy": referrerPolicy,
      "x-frame-options": frameOption,
      "x-content-type-options": _,
      ...others
    } = pageHeaders(userPoolOrigin);
    const override = true;
    return new ResponseHeadersPolicy(this, "Headers", {
      comment: "The header fields of the page",
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override },
        contentTypeOptions: { override },
        frameOptions: { frameOption: frameOption as HeadersFrameOption, override },
        referrerPolicy: { referrerPolicy: referrerPolicy as HeadersReferrerPolicy, override },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override },
      },
      customHeadersBehavior: {
        customHeaders: Object.entries(others).map(([header, value]) => ({ header, value, override })),
      },
    });
  }

  /** AppSync gets what the browser sends, but not the host, by which it would not know itself. Nothing is kept. */
  private apiBehavior({ prefix, page }: Deployment, { attrGraphQlDns }: CfnGraphQLApi): BehaviorOptions {
    return {
      origin: new HttpOrigin(attrGraphQlDns, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        customHeaders: { [ORIGIN_SECRET_HEADER]: this.secret.sent },
      }),
      // CloudFront has no smaller set with POST in it; the function refuses the others.
      allowedMethods: AllowedMethods.ALLOW_ALL,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: [
        this.onRequest(
          "ApiRequest",
          `${prefix}: names visitors to the API, and refuses foreign pages`,
          `const ALLOWED_ORIGINS = ${JSON.stringify(page.allowedOrigins)};\n${API_REQUEST}`,
        ),
      ],
    };
  }

  /** WAF answers here with a page and scripts of its own, so the header fields of the page must not be on it. */
  private challengeBehavior(origin: IOrigin, prefix: string): BehaviorOptions {
    return {
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      functionAssociations: [
        this.onRequest("Challenge", `${prefix}: leads from the challenge to the page`, TO_THE_PAGE),
      ],
    };
  }

  private onRequest(id: string, comment: string, code: string) {
    const fn = new CloudFrontFunction(this, id, {
      comment,
      code: FunctionCode.fromInline(code),
      runtime: FunctionRuntime.JS_2_0,
    });
    return { function: fn, eventType: FunctionEventType.VIEWER_REQUEST };
  }

  private acknowledgeFindings(hasDomain: boolean): void {
    acknowledge(
      this.distribution,
      "CFR1",
      "People sign in from wherever they are; deployers who know better can narrow their own web ACL",
    );
    acknowledge(
      this.distribution,
      "CFR3",
      "The web ACL logs every request to the page without credentials, and a second log would keep addresses twice",
    );
    if (hasDomain) return;
    acknowledge(
      this.distribution,
      "CFR4",
      "Without a domain of its own the page cannot ask for a later TLS than CloudFront's default; settings give it one",
    );
  }
}
