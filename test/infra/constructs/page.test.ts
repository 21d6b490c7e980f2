import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { deploymentOf, isClosed } from "../../../infra/stage.ts";
import { settingsFrom } from "../../../settings/read.ts";
import { pageHeaders } from "../../../web/served.ts";
import { linesOf, statementsOf } from "./policies.ts";
import { type Synthesised, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

/** The page on AWS: who reads its bucket, what CloudFront adds and sends on, and which pages may call the API. */

const prod = await templateOf("prod");
const dev = await templateOf("dev");
const stages = [prod, dev];
const configOf = ({ template }: Synthesised) =>
  // biome-ignore lint/suspicious/noExplicitAny: a resource's properties are as foreign as a template is
  resolved<any>(theOne({ template }, "PageDistribution").Properties.DistributionConfig, template, {
    PageFirewallArn: "the web ACL",
  });
const behaviorOf = (stage: Synthesised, path: string) =>
  configOf(stage).CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === path);
const originOf = (stage: Synthesised, { TargetOriginId }: { TargetOriginId: string }) =>
  configOf(stage).Origins.find(({ Id }: { Id: string }) => Id === TargetOriginId);

describe.each(stages)("F08 the page's distribution", (stage) => {
  const { template } = stage;

  test("F08 the bucket is closed: CloudFront alone reads it, for this distribution, over TLS, and writes nothing", () => {
    expect(theOne(stage, "PageBucket").Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { PolicyDocument } = theOne(stage, "PageBucketPolicy").Properties;
    const distribution = "arn:aws:cloudfront::000000000000:distribution/PageDistribution";
    expect(linesOf(statementsOf(PolicyDocument, template))).toEqual([
      "never s3:* on PageBucket.Arn for * if aws:SecureTransport Bool false",
      "never s3:* on PageBucket.Arn/* for * if aws:SecureTransport Bool false",
      `s3:GetObject on PageBucket.Arn/* for cloudfront.amazonaws.com if AWS:SourceArn StringEquals ${distribution}`,
    ]);
  });

  test("F08 F18 serves the files compressed, over HTTPS and IPv6, behind the web ACL of the stack in us-east-1", () => {
    const { DefaultCacheBehavior, DefaultRootObject, IPV6Enabled, HttpVersion } = configOf(stage);
    expect(DefaultCacheBehavior).toMatchObject({ ViewerProtocolPolicy: "redirect-to-https", Compress: true });
    expect(DefaultCacheBehavior.AllowedMethods).toBeUndefined();
    expect([DefaultRootObject, IPV6Enabled, HttpVersion]).toEqual(["index.html", true, "http2and3"]);
    expect(originOf(stage, DefaultCacheBehavior).OriginAccessControlId).toMatch(/OriginAccessControl/);
    const { WebACLId } = theOne(stage, "PageDistribution").Properties.DistributionConfig;
    expect(WebACLId).toEqual({ Ref: "PageFirewallArn" });
    expect(ofType(stage.edge, "AWS::WAFv2::WebACL")).toHaveLength(1);
    expect(Object.keys((stage.edge as Synthesised["template"]).Outputs)).toEqual(["PageFirewallArn"]);
  });

  test("S49 every file has the header fields that it has on one machine, and HSTS", () => {
    const { ResponseHeadersPolicyId } = configOf(stage).DefaultCacheBehavior;
    const policy = template.Resources[ResponseHeadersPolicyId]?.Properties.ResponseHeadersPolicyConfig;
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = resolved<any>(policy, template);
    const sent = Object.fromEntries([
      ["content-security-policy", security.ContentSecurityPolicy.ContentSecurityPolicy],
      ["referrer-policy", security.ReferrerPolicy.ReferrerPolicy],
      ["x-frame-options", security.FrameOptions.FrameOption],
      ...(security.ContentTypeOptions ? [["x-content-type-options", "nosniff"]] : []),
      ...custom.Items.map(({ Header, Value }: { Header: string; Value: string }) => [Header, Value]),
    ]);
    expect(sent).toEqual(pageHeaders("https://cognito-idp.us-east-1.amazonaws.com"));
    expect(security.StrictTransportSecurity.AccessControlMaxAgeSec).toBe(31_536_000);
    const overrides = [...Object.values(security), ...custom.Items].map(({ Override }) => Override);
    expect(new Set(overrides)).toEqual(new Set([true]));
  });

  test("F07 sends the API what the browser sends but the host, keeps nothing, and proves itself by the secret", () => {
    const behavior = behaviorOf(stage, "/graphql");
    expect(behavior).toMatchObject({
      ViewerProtocolPolicy: "https-only",
      // CloudFront's own policies: nothing is cached, and everything but Host is sent on.
      CachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      OriginRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    });
    const origin = originOf(stage, behavior);
    expect(origin.DomainName).toMatch(/^ApiGraphQL.*\.GraphQLDns$/);
    expect(origin.CustomOriginConfig).toEqual({ OriginProtocolPolicy: "https-only", OriginSSLProtocols: ["TLSv1.2"] });
    const [{ HeaderName, HeaderValue }, ...others] = origin.OriginCustomHeaders;
    expect([HeaderName, others]).toEqual(["x-origin-secret", []]);
    expect(HeaderValue).toMatch(/^\{\{resolve:secretsmanager:PageOriginSecretVersion1[0-9A-F]{8}:SecretString:::\}\}$/);
  });

  test("S27 the secret is in no template: Secrets Manager makes it up", () => {
    const secrets = ofType(template, "AWS::SecretsManager::Secret").map(([, { Properties }]) => Properties);
    expect(secrets).toEqual([
      expect.objectContaining({ GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } }),
    ]);
  });
});

test("S27 a new secret is taken before CloudFront sends it, and the one before goes on being taken", async () => {
  const stage = await templateOf("dev", { stages: { dev: { page: { originSecret: 3 } } } });
  const values = JSON.stringify(theOne(stage, "FirewallAcl").Properties.Rules);
  const versions = (text: string) => [
    ...new Set([...text.matchAll(/OriginSecretVersion(\d)/g)].map(([, each]) => each)),
  ];
  expect(versions(values).toSorted()).toEqual(["2", "3"]);
  expect(versions(JSON.stringify(configOf(stage).Origins))).toEqual(["3"]);
  const [aclId] = Object.keys(stage.template.Resources).filter((id) => id.startsWith("FirewallAcl"));
  expect(theOne(stage, "PageDistribution").DependsOn).toContain(aclId);
}, 300_000);

test("F08 a domain of its own comes with its certificate and the latest TLS, and changes no issuer of proofs", async () => {
  const page = {
    domain: "id.shop.dev",
    certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/01234567-89ab-cdef-0123-456789abcdef",
  };
  const stage = await templateOf("dev", { stages: { dev: { page } } });
  expect(configOf(stage)).toMatchObject({
    Aliases: [page.domain],
    ViewerCertificate: {
      AcmCertificateArn: page.certificateArn,
      MinimumProtocolVersion: "TLSv1.2_2021",
      SslSupportMethod: "sni-only",
    },
  });
  const output = ({ template }: Synthesised, name: string) => resolved(template.Outputs[name]?.Value, template);
  expect(output(stage, "pageUrl")).toBe("https://id.shop.dev/");
  for (const name of ["proofIssuer", "jwksUrl"]) expect(output(stage, name)).toEqual(output(dev, name));
}, 300_000);

test("F07 production is closed and development is open, unless settings say otherwise", () => {
  const closed = (stage: string, page: object = {}) =>
    isClosed(deploymentOf(stage, settingsFrom({ stages: { [stage]: { page } } })));
  expect(["dev", "staging", "prod"].map((stage) => closed(stage))).toEqual([false, true, true]);
  expect(closed("dev", { allowedOrigins: [] })).toBe(true);
  expect(closed("prod", { allowedOrigins: ["https://shop.example.com"] })).toBe(true);
  expect(closed("prod", { allowedOrigins: ["*"] })).toBe(false);
});

type Headers = Record<string, { value: string; multiValue?: { value: string }[] }>;
interface Answer {
  statusCode?: number;
  headers: Headers;
  body?: string;
}

/** Runs a function of CloudFront as it is deployed, in a context that has nothing but the language. */
function runFunction({ template }: Synthesised, name: string, method: string, headers: Headers): Answer {
  const { FunctionCode, FunctionConfig } = theOne({ template }, name).Properties;
  expect(FunctionConfig.Runtime).toBe("cloudfront-js-2.0");
  // AWS takes 10 KB.
  expect(FunctionCode.length).toBeLessThan(10_000);
  const event = { viewer: { ip: "2001:db8::7" }, request: { method, uri: "/graphql", headers } };
  return JSON.parse(runInNewContext(`${FunctionCode}\nJSON.stringify(handler(${JSON.stringify(event)}))`));
}
const ask = (stage: Synthesised, method: string, headers: Headers = {}) =>
  runFunction(stage, "PageApiRequest", method, { host: { value: "d2.cloudfront.net" }, ...headers });
const from = (...origins: string[]): Headers => {
  const [value = ""] = origins;
  return { origin: { value, ...(origins.length > 1 && { multiValue: origins.map((each) => ({ value: each })) }) } };
};

describe("what CloudFront does with a request to the API on the page's origin", () => {
  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE"])("F07 %s is refused: the API takes POST", (method) => {
    const { statusCode, headers } = ask(prod, method);
    expect([statusCode, headers.allow?.value]).toEqual([405, "POST"]);
  });

  test("S27 the visitor's address is named to the API, whatever the visitor has sent", () => {
    const forged = { value: "192.0.2.1", multiValue: [{ value: "192.0.2.1" }, { value: "192.0.2.2" }] };
    for (const stage of stages) {
      expect(ask(stage, "POST", { "x-visitor-address": forged }).headers["x-visitor-address"]).toEqual({
        value: "2001:db8::7",
      });
    }
  });

  test.each([
    ["the page itself", from("https://d2.cloudfront.net")],
    ["a program, which is of no origin", {}],
  ])("F07 goes on from %s", (_, headers) => {
    for (const stage of stages) expect(ask(stage, "POST", headers).statusCode).toBeUndefined();
  });

  test.each([
    ["another page", from("https://other.example.com")],
    ["another page's preflight", from("https://other.example.com"), "OPTIONS"],
    ["a page without HTTPS", from("http://d2.cloudfront.net")],
    ["a page in a sandbox", from("null")],
    ["a page whose host begins so", from("https://d2.cloudfront.net.example.com")],
    ["whoever sends two origins", from("https://d2.cloudfront.net", "https://other.example.com")],
  ])(
    "F07 is refused in production from %s, without a word that a browser would let it read",
    (_, headers, method = "POST") => {
      const answer = ask(prod, method, headers);
      expect(answer.statusCode).toBe(403);
      expect(Object.keys(answer.headers)).toEqual(["content-type"]);
      expect(JSON.parse(answer.body as string)).toEqual({ message: "Pages of this origin may not call the API." });
    },
  );

  test("F07 goes on in development from every page", () => {
    for (const headers of [from("https://other.example.com"), from("null")]) {
      for (const method of ["POST", "OPTIONS"]) expect(ask(dev, method, headers).statusCode).toBeUndefined();
    }
  });

  test("F07 goes on from the origins that the settings allow, and from no other", async () => {
    const allowedOrigins = ["https://shop.example.com"];
    const stage = await templateOf("dev", { stages: { dev: { page: { allowedOrigins } } } });
    expect(ask(stage, "OPTIONS", from("https://shop.example.com")).statusCode).toBeUndefined();
    expect(ask(stage, "OPTIONS", from("https://shop.example.com:8443")).statusCode).toBe(403);
  }, 300_000);
});

describe("the way to the challenge", () => {
  test("S27 leads back to the page, where a browser finds the view behind the #", () => {
    const { statusCode, headers } = runFunction(prod, "PageChallenge", "GET", {});
    expect([statusCode, headers.location?.value]).toEqual([302, "/"]);
  });

  test("S27 has none of the page's header fields, which would stop the scripts of WAF's own page, and is not kept", () => {
    const { ResponseHeadersPolicyId, CachePolicyId } = behaviorOf(prod, "/challenge");
    expect([ResponseHeadersPolicyId, CachePolicyId]).toEqual([undefined, "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"]);
    expect(behaviorOf(dev, "/challenge")).toBeUndefined();
  });
});
