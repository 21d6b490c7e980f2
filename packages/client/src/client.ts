import { call, type Retries } from "./call.ts";
import type { OPERATIONS } from "./generated/operations.ts";
import type {
  ActivateApiClientInput,
  ActivateApiClientPayload,
  ActiveTokensFilter,
  ApiClientConnection,
  ApiClientPayload,
  CancelOtpInput,
  CancelOtpPayload,
  CreateApiClientInput,
  Device,
  DevicesArguments,
  ForgetDevicesInput,
  ForgetDevicesPayload,
  OtpTokenConnection,
  RequestOtpInput,
  RequestOtpPayload,
  RequestPasswordResetInput,
  RequestPasswordResetPayload,
  ResendApiClientActivationInput,
  ResetPasswordInput,
  ResetPasswordPayload,
  RevokeApiClientInput,
  RotateApiClientSecretInput,
  RotateApiClientSecretPayload,
  UnlockSubjectInput,
  UnlockSubjectPayload,
  UpdateApiClientInput,
  VerifyOtpInput,
  VerifyOtpPayload,
} from "./generated/schema.ts";
import type {
  CallOptions,
  FieldOnRequest,
  OtpClientOptions,
  PageOptions,
  Verification,
  VerifyOptions,
} from "./options.ts";

/** The operations of the API. Each rejects with an `OtpError`. */
export type OtpClient = ReturnType<typeof createOtpClient>;

/** Makes a client. It holds no connection, and needs no end. */
export function createOtpClient(options: OtpClientOptions) {
  const { url, caller, deviceTokens, attempts = 3, retryDelay = upTo, attemptMilliseconds = 30_000 } = options;
  // A browser's `fetch` has to be called as a function of the window's own.
  const { fetch = (input, init) => globalThis.fetch(input, init) } = options;
  const connection = { url: new URL(url), caller, fetch, attemptMilliseconds };
  const retries: Retries = { attempts, delay: retryDelay };

  const callOnce = <Payload>(
    operation: keyof typeof OPERATIONS,
    variables: object,
    { signal, ...more }: CallOptions & { repeatable?: boolean; select?: readonly string[]; wish?: readonly string[] },
  ) => call(connection, retries, { operation, variables, repeatable: false, signal, ...more }) as Promise<Payload>;

  /** Whose device token it is about; nobody's where none are kept. */
  async function keptFor(subject: string | null | undefined) {
    if (!deviceTokens) return null;
    const owner = subject ?? (await caller.subject?.());
    return owner === undefined ? null : { owner, deviceToken: (await deviceTokens.get(owner)) ?? null };
  }

  return {
    /**
     * Sends a code. A repeated attempt of the same call sends no second message: each call has an idempotency key, by default a random one.
     * The device token that is kept for the person is sent along, and dropped once it names no known device any more.
     */
    async requestOtp(input: RequestOtpInput, { signal }: CallOptions = {}): Promise<RequestOtpPayload> {
      const kept = input.deviceToken ? null : await keptFor(input.subject);
      const deviceToken = input.deviceToken ?? kept?.deviceToken ?? null;
      const sent = { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID(), deviceToken };
      const payload = await callOnce<RequestOtpPayload>("requestOtp", { input: sent }, { repeatable: true, signal });
      if (kept?.deviceToken && !payload.knownDevice) await drop(kept.owner, kept.deviceToken);
      return payload;
    },

    /**
     * Checks a code. A repeated attempt is charged no second guess: each call has an idempotency key, by default a random one.
     *
     * @throws ApiError with the `payload`, if the code was checked and a selected field failed: the same call with the same key, which the
     *   input then has to give, answers the same
     */
    async verifyOtp<Field extends FieldOnRequest = never>(
      input: VerifyOtpInput,
      { signal, select = [], remember = false }: VerifyOptions<Field> = {},
    ): Promise<Verification<Field>> {
      if (remember && !deviceTokens) throw new TypeError("to remember a device, the client needs deviceTokens");
      const owner = remember ? (input.subject ?? (await caller.subject?.())) : undefined;
      const sent = { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() };
      const wish = remember ? ["deviceToken"] : [];
      const payload = await callOnce<VerifyOtpPayload>(
        "verifyOtp",
        { input: sent },
        { repeatable: true, signal, select, wish },
      );
      const { deviceToken, ...rest } = payload;
      const remembered = owner !== undefined && !!deviceToken && (await keep(owner, deviceToken));
      const asked = (select as readonly string[]).includes("deviceToken") ? { deviceToken } : {};
      return { ...rest, ...asked, remembered } as unknown as Verification<Field>;
    },

    /** Cancels a token. */
    cancelOtp: (input: CancelOtpInput, { signal }: CallOptions = {}) =>
      callOnce<CancelOtpPayload>("cancelOtp", { input }, { signal }),

    /**
     * Lists the tokens that can be verified now, page by page: `for await (const { items } of client.activeTokens())`. A page may be empty while
     * others follow.
     */
    activeTokens: (filter: ActiveTokensFilter = {}, options: PageOptions = {}) =>
      pages<OtpTokenConnection>("activeTokens", { filter }, options),

    /** Lists the devices that a person is known by. */
    devices: (of: DevicesArguments = {}, { signal }: CallOptions = {}) =>
      callOnce<Device[]>("devices", of, { repeatable: true, signal }),

    /** Forgets all devices that a person is known by, and the kept device token with them, or one of them. */
    async forgetDevices(input: ForgetDevicesInput, { signal }: CallOptions = {}): Promise<ForgetDevicesPayload> {
      const kept = input.id || input.tenant ? null : await keptFor(input.subject);
      const payload = await callOnce<ForgetDevicesPayload>("forgetDevices", { input }, { signal });
      if (kept?.deviceToken) await drop(kept.owner, kept.deviceToken);
      return payload;
    },

    /** Makes a device token of one hour, to be handed over to somebody who has no known device left. Operators only. */
    unlockSubject: (input: UnlockSubjectInput, { signal }: CallOptions = {}) =>
      callOnce<UnlockSubjectPayload>("unlockSubject", { input }, { signal }),

    /** Registers a backend outside AWS, to which an e-mail brings an activation code. Operators only. */
    createApiClient: (input: CreateApiClientInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("createApiClient", { input }, { signal }),

    /** Sends another activation code; the one before does not count any more. Operators only. */
    resendApiClientActivation: (input: ResendApiClientActivationInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("resendApiClientActivation", { input }, { signal }),

    /** Activates an API client, and tells its secret, once. For the caller `apiKey`. */
    activateApiClient: (input: ActivateApiClientInput, { signal }: CallOptions = {}) =>
      callOnce<ActivateApiClientPayload>("activateApiClient", { input }, { signal }),

    /**
     * Sends a code to whoever forgot the password of an account, if there is such an account; the answer does not tell. For the caller `apiKey`.
     * A repeated attempt of the same call sends no second message.
     */
    requestPasswordReset: (input: RequestPasswordResetInput, { signal }: CallOptions = {}) =>
      callOnce<RequestPasswordResetPayload>("requestPasswordReset", { input }, { repeatable: true, signal }),

    /**
     * Sets a new password by that code, and ends every session of the account. For the caller `apiKey`. A repeated attempt goes on where the one
     * before failed: each call has an idempotency key, by default a random one.
     */
    resetPassword: (input: ResetPasswordInput, { signal }: CallOptions = {}) =>
      callOnce<ResetPasswordPayload>(
        "resetPassword",
        { input: { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() } },
        { repeatable: true, signal },
      ),

    /** Gives an API client another secret, and tells it, once. If the answer is lost, rotate again. Operators only. */
    rotateApiClientSecret: (input: RotateApiClientSecretInput, { signal }: CallOptions = {}) =>
      callOnce<RotateApiClientSecretPayload>("rotateApiClientSecret", { input }, { signal }),

    /** Changes what an API client may do. A field that is left out stays as it is. Operators only. */
    updateApiClient: (input: UpdateApiClientInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("updateApiClient", { input }, { signal }),

    /** Ends an API client for good. Operators only. */
    revokeApiClient: (input: RevokeApiClientInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("revokeApiClient", { input }, { signal }),

    /** Lists the API clients, also those that were revoked, page by page. Operators only. */
    apiClients: (stepUpToken: string, options: PageOptions = {}) =>
      pages<ApiClientConnection>("apiClients", { stepUpToken }, options),
  };

  /** Every page of a list, from the first or from `nextToken` on. */
  async function* pages<Page extends { nextToken: string | null }>(
    operation: keyof typeof OPERATIONS,
    variables: object,
    { signal, limit, nextToken }: PageOptions,
  ) {
    let next: string | null | undefined = nextToken;
    do {
      const page: Page = await callOnce(
        operation,
        { ...variables, limit, nextToken: next },
        { repeatable: true, signal },
      );
      yield page;
      next = page.nextToken;
    } while (next);
  }

  /** The answer is there already, and must not be lost because a browser has no room left or stores nothing. */
  async function keep(owner: string, deviceToken: string): Promise<boolean> {
    try {
      await deviceTokens?.set(owner, deviceToken);
      return true;
    } catch {
      return false;
    }
  }

  /** Another page may have kept a new one meanwhile. One that cannot be deleted is sent once more, and ignored once more. */
  async function drop(owner: string, deviceToken: string): Promise<void> {
    try {
      if ((await deviceTokens?.get(owner)) === deviceToken) await deviceTokens?.delete(owner);
    } catch {}
  }
}

/** All the waiting is at random, so that many clients that failed at once do not come back at once. */
const upTo = (attempt: number) => Math.random() * 100 * 2 ** attempt;
