import { stringOf } from "./arguments.ts";
import { createExtensions } from "./extensions.ts";
import { dynamodbHelpers } from "./helpers/dynamodb.ts";
import type { Host, Invocation } from "./invocation.ts";
import { finds } from "./java-regex.ts";
import { runtime } from "./runtime.ts";
import { base64Decode, base64Encode } from "./util/base64.ts";
import { dynamodb } from "./util/dynamodb.ts";
import { escapeJavaScript, urlDecode, urlEncode } from "./util/encoding.ts";
import { createErrors } from "./util/errors.ts";
import { createHttp } from "./util/http.ts";
import { createIds } from "./util/ids.ts";
import { createMath } from "./util/math.ts";
import { str } from "./util/str.ts";
import { createTime } from "./util/time.ts";
import { transform } from "./util/transform.ts";

/**
 * Gives the modules that bundles import, by name. `util.rds`, `util.xml`, OpenSearch and `sync` are not supported and
 * therefore missing.
 *
 * @param current the run of a handler that `util` writes to
 */
export function createModules(host: Host, current: () => Invocation) {
  const util = {
    ...createIds(host),
    ...createErrors(current),
    urlEncode,
    urlDecode,
    base64Encode,
    base64Decode,
    escapeJavaScript,
    /** Looks anywhere in the value, as `Matcher.find` [?]: patterns that mean all of it need `^` and `$`. */
    matches: (pattern: string, value: string) =>
      finds(stringOf(pattern, "util.matches: the pattern"), stringOf(value, "util.matches: the value")),
    time: createTime(host),
    dynamodb,
    transform,
    math: createMath(host),
    str,
    http: createHttp(current),
  };
  return {
    "@aws-appsync/utils": { util, runtime, extensions: createExtensions(current) },
    "@aws-appsync/utils/dynamodb": dynamodbHelpers,
  };
}
