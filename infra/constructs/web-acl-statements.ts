import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { PUBLIC_FIELDS_OF_PEOPLE } from "../../contract/public-fields.ts";
import { SIGNATURE_PATTERN } from "../../contract/signing.ts";
import { ORIGIN_SECRET_HEADER, type OriginSecret } from "./origin-secret.ts";

/** What the rules of the web ACLs ask of a request. */

type Statement = CfnWebACL.StatementProperty;

const AS_IT_IS = [{ priority: 0, type: "NONE" }];
const header = (Name: string) => ({ singleHeader: { Name } });

export const not = (statement: Statement): Statement => ({ notStatement: { statement } });
export const and = (...statements: Statement[]): Statement => ({ andStatement: { statements } });
export const or = (...statements: [Statement, ...Statement[]]): Statement =>
  statements.length === 1 ? statements[0] : { orStatement: { statements } };

/**
 * The whole `Authorization` of a backend, with an IAM role or as an API client. WAF cannot check a signature, so this is only its form:
 * whoever imitates it is counted by the higher limit, and refused by AppSync. A token in front or behind, as from a second header of the
 * name, is another form.
 */
const SIGV4 =
  "AWS4-HMAC-SHA256 Credential=[A-Za-z0-9_]+/[0-9]+/[a-z0-9-]+/appsync/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]+";

/** A request that has not the form of a signed one. */
export const UNSIGNED: Statement = not({
  regexMatchStatement: {
    fieldToMatch: header("authorization"),
    regexString: `^(${SIGV4}|${SIGNATURE_PATTERN})$`,
    textTransformations: AS_IT_IS,
  },
});

/** Who calls with the API key may be anybody, whatever else the request has. */
export const PUBLIC: Statement = {
  sizeConstraintStatement: {
    fieldToMatch: header("x-api-key"),
    comparisonOperator: "GT",
    size: 0,
    textTransformations: AS_IT_IS,
  },
};

/** Such a call of a field that people call. JSON may spell a letter as `\u0072`, which is read first. */
export const PUBLIC_OF_PEOPLE: Statement = and(PUBLIC, {
  regexMatchStatement: {
    fieldToMatch: { body: { oversizeHandling: "MATCH" } },
    regexString: PUBLIC_FIELDS_OF_PEOPLE.join("|"),
    textTransformations: [{ priority: 0, type: "JS_DECODE" }],
  },
});

/** A body above so many bytes. */
export const bodyAbove = (size: number): Statement => ({
  sizeConstraintStatement: {
    fieldToMatch: { body: { oversizeHandling: "MATCH" } },
    comparisonOperator: "GT",
    size,
    textTransformations: AS_IT_IS,
  },
});

/** A request for this path, to the letter. */
export const pathIs = (path: string): Statement => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: "EXACTLY",
    searchString: path,
    textTransformations: AS_IT_IS,
  },
});

/** A request that CloudFront has sent on from the page's origin: only CloudFront knows the secret. */
export const fromPage = ({ taken }: OriginSecret): Statement => {
  const [newest, ...older] = taken.map((value) => ({
    byteMatchStatement: {
      fieldToMatch: header(ORIGIN_SECRET_HEADER),
      positionalConstraint: "EXACTLY",
      searchString: value,
      textTransformations: AS_IT_IS,
    },
  }));
  return or(newest as Statement, ...older);
};
