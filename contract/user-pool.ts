import { OPERATORS_GROUP } from "./tenants.ts";

/** What the app clients have in common. */
const CLIENT = {
  /** How people sign in, in Cognito's words. Refreshing a session is always allowed. */
  authFlows: ["USER_SRP_AUTH"],
  /** The attributes that the app client may read: ID tokens carry them. */
  readAttributes: ["email", "email_verified", "locale", "phone_number", "phone_number_verified"],
  /** The attributes that people may write themselves. Codes go to addresses and numbers, so only administrators set those (S18). */
  writeAttributes: ["locale"],
} as const;
/** ID and access tokens cannot be taken back: AppSync looks only at their signature and expiry. */
const SHORT_LIVED = { idTokenSeconds: 15 * 60, accessTokenSeconds: 15 * 60 } as const;

/** The user pool and its app clients: the deployed pool and its stand-in on one machine are both configured by this. */
export const USER_POOL = {
  /** What people sign in by. */
  signInAliases: { email: true },
  passwordPolicy: {
    minLength: 12,
    requireLowercase: true,
    requireUppercase: true,
    requireDigits: true,
    requireSymbols: true,
  },
  clients: {
    /** Everybody signs in through this one, operators too when they act for themselves. */
    app: { ...CLIENT, lifetimes: { ...SHORT_LIVED, refreshTokenSeconds: 24 * 60 * 60 } },
    /** Only who signed in through this one can be an operator. A refresh token that is stolen from an operator is worth an hour. */
    operators: { ...CLIENT, lifetimes: { ...SHORT_LIVED, refreshTokenSeconds: 60 * 60 } },
  },
  groups: [OPERATORS_GROUP],
  /**
   * Operations that the pool's firewall blocks: whatever changes an account by nothing but an access token, which a password alone gives.
   * An attacker who has the password could lock the owner out by them (S39). Administrators' operations need credentials of AWS.
   */
  blockedOperations: [
    ...["ChangePassword", "DeleteUser", "DeleteUserAttributes", "GlobalSignOut", "UpdateUserAttributes"],
    ...["GetUserAttributeVerificationCode", "VerifyUserAttribute", "SetUserMFAPreference", "SetUserSettings"],
    ...["AssociateSoftwareToken", "VerifySoftwareToken", "ConfirmDevice", "ForgetDevice", "UpdateDeviceStatus"],
    ...["StartWebAuthnRegistration", "CompleteWebAuthnRegistration", "DeleteWebAuthnCredential"],
  ],
} as const;

/** The names of the app clients. */
export type ClientName = keyof typeof USER_POOL.clients;
