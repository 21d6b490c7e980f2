// Generated from schema.graphql and resolvers/pipelines.ts by `npm run docs`.

/** The text of each operation, before and after further fields. */
export const OPERATIONS = {
  activeTokens: ["query activeTokens($filter: ActiveTokensFilter, $limit: Int, $nextToken: String) { activeTokens(filter: $filter, limit: $limit, nextToken: $nextToken) { items { id subject purpose channel destination status codeLength alphabet attemptsRemaining sendsRemaining createdAt expiresAt resendAfter test } nextToken"," } }"],
  devices: ["query devices($subject: ID, $tenant: ID, $stepUpToken: String) { devices(subject: $subject, tenant: $tenant, stepUpToken: $stepUpToken) { id createdAt lastUsedAt expiresAt"," } }"],
  apiClients: ["query apiClients($limit: Int, $nextToken: String, $stepUpToken: String) { apiClients(limit: $limit, nextToken: $nextToken, stepUpToken: $stepUpToken) { items { id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn } nextToken"," } }"],
  requestOtp: ["mutation requestOtp($input: RequestOtpInput!) { requestOtp(input: $input) { token { id subject purpose channel destination status codeLength alphabet attemptsRemaining sendsRemaining createdAt expiresAt resendAfter test } knownDevice limits { name limit remaining resetsAt }"," } }"],
  verifyOtp: ["mutation verifyOtp($input: VerifyOtpInput!) { verifyOtp(input: $input) { status attemptsRemaining token { id subject purpose channel destination status codeLength alphabet attemptsRemaining sendsRemaining createdAt expiresAt resendAfter test }"," } }"],
  cancelOtp: ["mutation cancelOtp($input: CancelOtpInput!) { cancelOtp(input: $input) { token { id subject purpose channel destination status codeLength alphabet attemptsRemaining sendsRemaining createdAt expiresAt resendAfter test }"," } }"],
  requestContactChange: ["mutation requestContactChange($input: RequestContactChangeInput!) { requestContactChange(input: $input) { token { id subject purpose channel destination status codeLength alphabet attemptsRemaining sendsRemaining createdAt expiresAt resendAfter test } knownDevice limits { name limit remaining resetsAt }"," } }"],
  confirmContactChange: ["mutation confirmContactChange($input: ConfirmContactChangeInput!) { confirmContactChange(input: $input) { status attemptsRemaining"," } }"],
  forgetDevices: ["mutation forgetDevices($input: ForgetDevicesInput!) { forgetDevices(input: $input) { devices { id createdAt lastUsedAt expiresAt }"," } }"],
  unlockSubject: ["mutation unlockSubject($input: UnlockSubjectInput!) { unlockSubject(input: $input) { deviceToken expiresAt"," } }"],
  createApiClient: ["mutation createApiClient($input: CreateApiClientInput!) { createApiClient(input: $input) { client { id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn } limits { name limit remaining resetsAt }"," } }"],
  resendApiClientActivation: ["mutation resendApiClientActivation($input: ResendApiClientActivationInput!) { resendApiClientActivation(input: $input) { client { id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn } limits { name limit remaining resetsAt }"," } }"],
  activateApiClient: ["mutation activateApiClient($input: ActivateApiClientInput!) { activateApiClient(input: $input) { client { id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn } keyId secret"," } }"],
  requestPasswordReset: ["mutation requestPasswordReset($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { id expiresAt resendAfter"," } }"],
  resetPassword: ["mutation resetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { status attemptsRemaining"," } }"],
  rotateApiClientSecret: ["mutation rotateApiClientSecret($input: RotateApiClientSecretInput!) { rotateApiClientSecret(input: $input) { client { id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn } keyId secret"," } }"],
  updateApiClient: ["mutation updateApiClient($input: UpdateApiClientInput!) { updateApiClient(input: $input) { client { id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn } limits { name limit remaining resetsAt }"," } }"],
  revokeApiClient: ["mutation revokeApiClient($input: RevokeApiClientInput!) { revokeApiClient(input: $input) { client { id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn } limits { name limit remaining resetsAt }"," } }"],
} as const;

/** The fields of each payload that cost calls of their own: they are selected only when they are asked for. */
export interface FieldsOnRequest {
  VerifyOtpPayload: "data" | "deviceToken" | "stepUpToken" | "proof";
}
