/** A Cognito user pool on one machine. */
export { type Cognito, type CognitoOptions, createCognito, startCognito } from "./cognito.ts";
export { createPool, type Lifetimes, type PoolOptions, type PoolState, type User } from "./pool.ts";
export { addUser, type NewUser } from "./users.ts";
