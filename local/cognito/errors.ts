import { WireError } from "../wire/index.ts";

/** The exceptions of a user pool that more than one file throws, in Cognito's words. */

export const notAuthorized = (message: string) => new WireError("NotAuthorizedException", message);
export const invalidParameter = (message: string) => new WireError("InvalidParameterException", message);
export const notFound = (message: string) => new WireError("ResourceNotFoundException", message);

/** The same error for a wrong password and for a user who does not exist. */
export const wrongPassword = () => notAuthorized("Incorrect username or password.");
