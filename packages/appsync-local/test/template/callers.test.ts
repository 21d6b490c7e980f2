import { request } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signRequest } from "../../src/auth/sigv4.ts";
import { CREDENTIALS as KEYS } from "../../src/cli/serve.ts";
import { startPool } from "../support/pool.ts";
import { checked, folderWith, handlers, load, resolver, resource, start, template } from "./support.ts";

const schema = `type Query @aws_api_key @aws_iam @aws_cognito_user_pools @aws_oidc @aws_lambda { who: AWSJSON
  admins: String @aws_cognito_user_pools(cognito_groups: ["admin"]) }`;
const WHO = handlers("return { payload: [util.authType(), ctx.identity] };");

/** A template whose API has these modes beside the API key. */
const withModes = (modes: object[], more: object = {}) =>
  join(
    folderWith({
      "authorizer/index.mjs": `export const handler = async ({ authorizationToken }) =>
        ({ isAuthorized: authorizationToken === "let-me-in", resolverContext: { by: "authorizer" } });`,
      "stack.json": template(schema, {
        Api: resource("AWS::AppSync::GraphQLApi", {
          ...{ Name: "Notes", AuthenticationType: "API_KEY", AdditionalAuthenticationProviders: modes },
        }),
        Who: resolver("Query.who", { Code: WHO }),
        Admins: resolver("Query.admins", { Code: handlers("return { payload: 'yes' };") }),
        ...more,
      }),
    }),
    "stack.json",
  );

const pool = (more: object = {}) => ({
  AuthenticationType: "AMAZON_COGNITO_USER_POOLS",
  UserPoolConfig: { UserPoolId: { Ref: "Pool" }, AwsRegion: { Ref: "AWS::Region" }, ...more },
});
const POOL = { Pool: resource("AWS::Cognito::UserPool"), Client: resource("AWS::Cognito::UserPoolClient") };

const who = async (api: Awaited<ReturnType<typeof start>>, headers: Record<string, string>) =>
  JSON.parse((await api.query("{ who }", headers)).data.who);

test("tokens of the template's user pool are signed here, for whom and for which groups one likes", async () => {
  const mode = pool({ AppIdClientRegex: { "Fn::Join": ["", [{ Ref: "Client" }, "|other"]] } });
  const api = await start(withModes([mode], POOL));
  expect(api.text).toMatch(/a token +http:\S+\/local\/token\?sub=ada&groups=admin/);
  const admin = (await api.get("/local/token?sub=ada&groups=admin,staff")).trim();
  expect(await who(api, { authorization: admin })).toEqual([
    "User Pool Authorization",
    expect.objectContaining({ sub: "ada", username: "ada", groups: ["admin", "staff"] }),
  ]);
  expect(await api.query("{ admins }", { authorization: admin })).toEqual({ data: { admins: "yes" } });
  const plain = (await api.get("/local/token?sub=bob")).trim();
  expect((await api.query("{ admins }", { authorization: plain })).errors).toMatchObject([
    { errorType: "Unauthorized" },
  ]);
  expect(await api.get("/local/token")).toContain("Say for whom");
});

test("with --user-pool the tokens of a real pool count, and none are signed here", async () => {
  const real = await startPool();
  const api = await start(withModes([pool()], POOL), "--user-pool", real.issuer);
  expect(await who(api, { authorization: await real.idToken("ada") })).toMatchObject([
    "User Pool Authorization",
    { sub: "ada" },
  ]);
  expect(await api.get("/local/token?sub=ada")).toContain("takes no tokens that are signed here");
  await real.close();
});

test("tokens of an OpenID Connect provider are signed here with --oidc local", async () => {
  const config = { Issuer: "https://accounts.example.com", ClientId: "app1|app2", IatTTL: 60_000, AuthTTL: 0 };
  const path = withModes([{ AuthenticationType: "OPENID_CONNECT", OpenIDConnectConfig: config }]);
  expect(load(path).description.auth.additional).toEqual([
    { type: "OPENID_CONNECT", issuer: "https://accounts.example.com", clientId: "app1|app2", iatTTL: 60_000 },
  ]);
  const api = await start(path, "--oidc", "local");
  const token = (await api.get("/local/token?sub=ada")).trim();
  expect(await who(api, { authorization: token })).toMatchObject([
    "Open ID Connect Authorization",
    { sub: "ada", claims: { aud: "app1" } },
  ]);
});

test("requests signed with the printed keys are IAM's", async () => {
  const api = await start(withModes([{ AuthenticationType: "AWS_IAM" }]));
  expect(api.text).toContain(KEYS.accessKeyId);
  expect(api.text).toContain(KEYS.secretAccessKey);
  const body = JSON.stringify({ query: "{ who }" });
  const request = { method: "POST", url: new URL(api.url), headers: {}, body };
  const scope = { region: "us-east-1", service: "appsync", credentials: KEYS, date: new Date() };
  const { host: _, ...headers } = await signRequest(request, scope);
  expect(await who(api, headers)).toMatchObject([
    "IAM Authorization",
    { userArn: "arn:aws:iam::000000000000:user/local" },
  ]);
});

test("a Lambda authorizer runs here", async () => {
  const config = { AuthorizerUri: { "Fn::GetAtt": ["Judge", "Arn"] }, AuthorizerResultTtlInSeconds: 0 };
  const judge = resource("AWS::Lambda::Function", {
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Code: "authorizer",
  });
  const api = await start(
    withModes([{ AuthenticationType: "AWS_LAMBDA", LambdaAuthorizerConfig: config }], { Judge: judge }),
  );
  expect(await who(api, { authorization: "let-me-in" })).toEqual([
    "Lambda Authorization",
    { resolverContext: { by: "authorizer" } },
  ]);
});

test("an additional mode that is not local is left out, and named", async () => {
  const config = { AuthorizerUri: "arn:aws:lambda:us-east-1:1:function:theirs" };
  const { local, text } = await checked(
    withModes([{ AuthenticationType: "AWS_LAMBDA", LambdaAuthorizerConfig: config }]),
  );
  expect(local).toBe(false);
  expect(text).toContain("The auth mode AWS_LAMBDA is left out: the Lambda function theirs is not in the template.");
});

test("a browser gets GraphiQL with buttons for who may call, also for each group that the schema names", async () => {
  const api = await start(withModes([pool(), { AuthenticationType: "AWS_IAM" }], POOL));
  const page = await (await fetch(api.url, { headers: { accept: "text/html" } })).text();
  const { callers } = JSON.parse(/id="start">(.*?)<\/script>/.exec(page)?.[1] ?? "");
  const seen = [];
  for (const { id } of callers) {
    const asked = { method: "POST", body: JSON.stringify({ id, body: '{"query":"{ who }"}' }) };
    const { headers } = JSON.parse(await (await fetch(`${api.url}/page/headers`, asked)).text());
    const [mode, identity] = await who(api, { ...headers, "content-type": "application/json" });
    seen.push([id, mode, identity?.groups]);
  }
  expect(seen).toEqual([
    ["API key", "API Key Authorization", undefined],
    [expect.stringMatching(/^IAM /), "IAM Authorization", undefined],
    ["ada", "User Pool Authorization", null],
    ["ada in admin", "User Pool Authorization", ["admin"]],
  ]);
});

test("a page whose host name was rebound to this machine gets no token", async () => {
  const { endpoint } = await start(withModes([pool()], POOL));
  const ask = (host: string) =>
    new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: endpoint.port, path: "/local/token?sub=ada", headers: { host } };
      request(options, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });
  expect(await ask("evil.example")).toBe(403);
  expect(await ask(`localhost:${endpoint.port}`)).toBe(200);
});
