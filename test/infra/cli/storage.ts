import type { WireAnswer, WireHandler, WireRequest } from "../../../local/wire/index.ts";
import type { FakeAccount } from "./aws.ts";

/** S3 and CloudFront of the fake account. Their protocols are REST, which no stand-in of the service needs. */

type StoredFile = FakeAccount["files"][string];

const xml = (status: number, body: string): WireAnswer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});
const error = (status: number, code: string) =>
  xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);

/** The bucket is the first part of the path, because the endpoint is an address. A page of a list holds four files. */
export const s3 =
  (account: FakeAccount): WireHandler =>
  ({ method, path, query, body, headers }) => {
    const name = decodeURIComponent(path.replace(/^\/s3\//, "").replace(/\/$/, ""));
    if (account.denied.includes(`${method} ${name}`)) return error(403, "AccessDenied");
    if (method === "PUT") account.files[name] = { body: body.toString(), headers };
    if (method === "DELETE") delete account.files[name];
    if (method === "GET" && !name.includes("/")) return list(account, name, new URLSearchParams(query));
    if (method !== "GET") return { status: method === "DELETE" ? 204 : 200, headers: {}, body: "" };
    const file = account.files[name];
    return file ? { status: 200, headers: served(file), body: file.body } : error(404, "NoSuchKey");
  };

const served = ({ headers }: StoredFile) => ({
  "content-type": headers["content-type"] ?? "",
  "cache-control": headers["cache-control"] ?? "",
});

function list({ files }: FakeAccount, bucket: string, query: URLSearchParams): WireAnswer {
  const keys = Object.keys(files).flatMap((name) =>
    name.startsWith(`${bucket}/`) ? [name.slice(bucket.length + 1)] : [],
  );
  const at = Number(query.get("continuation-token") ?? 0);
  const contents = keys.slice(at, at + 4).map((key) => `<Contents><Key>${key}</Key></Contents>`);
  const more = at + 4 < keys.length;
  const next = more ? `<NextContinuationToken>${at + 4}</NextContinuationToken>` : "";
  return xml(200, `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join("")}${next}</ListBucketResult>`);
}

/** Takes invalidations, and notes the paths of each. */
export function cloudFront(account: FakeAccount, { method, path, body }: WireRequest): WireAnswer {
  const distribution = /^\/cloudfront\/2020-05-31\/distribution\/(\w+)\/invalidation$/.exec(path)?.[1];
  if (method !== "POST" || !distribution) return error(404, "NoSuchResource");
  if (account.denied.includes("CreateInvalidation")) return error(403, "AccessDenied");
  const [, reference = ""] = /<CallerReference>(\d+)<\/CallerReference>/.exec(body.toString()) ?? [];
  const paths = [...body.toString().matchAll(/<Path>([^<]+)<\/Path>/g)].map(([, each = ""]) => each);
  account.invalidations.push({ distribution, reference, paths });
  return xml(201, "<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>");
}

/** The header fields that CloudFront puts on every file of the page. */
const POLICY = { "content-security-policy": "default-src 'none'" };

/**
 * Asks CloudFront, as anybody can: it answers what the bucket of the page holds.
 *
 * @param change what else it may answer, given the path: an answer instead of the file's
 */
export const askCloudFront =
  (account: FakeAccount, bucket: string, change: (path: string) => Response | undefined = () => undefined) =>
  async (input: string | URL | Request): Promise<Response> => {
    const { host, pathname } = new URL(`${input}`);
    account.asked.push(host);
    const changed = change(pathname);
    if (changed) return changed;
    const file = account.files[`${bucket}${pathname === "/" ? "/index.html" : pathname}`];
    if (!file) return new Response("", { status: 403 });
    return new Response(file.body, { headers: { ...served(file), ...POLICY } });
  };
