// CloudFront runs this for each request to the API on the page's origin, before anything else (cloudfront-js-2.0, which has no modules). The
// construct Page puts the list ALLOWED_ORIGINS before it. It names the visitor to the API's firewall, whatever the visitor has sent, and
// refuses other methods than POST and, but for those that are allowed, pages of other origins: AppSync would answer them all.

/* global ALLOWED_ORIGINS */

const VISITOR_HEADER = "x-visitor-address";

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it
function handler(event) {
  const request = event.request;
  const headers = request.headers;
  if (request.method !== "POST" && request.method !== "OPTIONS") {
    return refusal(405, "Method Not Allowed", "The API takes POST.", { allow: { value: "POST" } });
  }
  if (headers.origin && !isAllowed(headers.origin, headers.host.value)) {
    return refusal(403, "Forbidden", "Pages of this origin may not call the API.", {});
  }
  headers[VISITOR_HEADER] = { value: event.viewer.ip };
  return request;
}

// A header that was sent twice is nobody's.
function isAllowed(origin, host) {
  if (ALLOWED_ORIGINS.indexOf("*") >= 0) return true;
  if (origin.multiValue && origin.multiValue.length > 1) return false;
  return origin.value === `https://${host}` || ALLOWED_ORIGINS.indexOf(origin.value) >= 0;
}

function refusal(statusCode, statusDescription, message, headers) {
  headers["content-type"] = { value: "application/json" };
  return { statusCode, statusDescription, headers, body: JSON.stringify({ message }) };
}
