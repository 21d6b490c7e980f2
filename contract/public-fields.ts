/** The fields that take the API key, which is no secret: whoever calls them is not signed in. A test holds the lists against the schema. */

/** Those that people call, from a page: AWS WAF may demand a browser. */
export const PUBLIC_FIELDS_OF_PEOPLE = ["requestPasswordReset", "resetPassword"];

/** Those that machines call, with a proof of their own in the input. */
export const PUBLIC_FIELDS_OF_MACHINES = ["activateApiClient"];
