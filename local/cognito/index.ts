/** A Cognito user pool on one machine: a stand-in for clients that speak Cognito's JSON protocol. */
export { type CognitoServer, createCognito, startCognito } from "./cognito.ts";
export {
  type ClientSettings,
  createPool,
  type PoolOptions,
  type PoolSettings,
  type PoolState,
  type User,
} from "./pool.ts";
export { addUser, type NewUser } from "./users.ts";
