import { call, type Retries } from "./call.ts";
import type { Caller } from "./callers.ts";
import type { DeviceTokens } from "./device-tokens.ts";
import type { FieldsOnRequest, OPERATIONS } from "./generated/operations.ts";
import type {
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
  ResendApiClientActivationInput,
  RevokeApiClientInput,
  RotateApiClientSecretInput,
  RotateApiClientSecretPayload,
  UnlockSubjectInput,
  UnlockSubjectPayload,
  UpdateApiClientInput,
  VerifyOtpInput,
  VerifyOtpPayload,
} from "./generated/schema.ts";

export interface OtpClientOptions {
  /** The address of the API, such as `https://….appsync-api.us-east-1.amazonaws.com/graphql`. */
  url: string | URL;
  /** Who calls: `cognitoUser`, `iamRole` of `appsync-otp-client/iam`, or `apiClient` of `appsync-otp-client/api-client`. */
  caller: Caller;
  /** Where `verifyOtp` keeps the device tokens of those who are to be remembered, and `requestOtp` finds them. Default: nowhere. */
  deviceTokens?: DeviceTokens;
  /** How often a call is tried at most. Default 3; 1 for no retries. */
  attempts?: number;
  /** Milliseconds to wait after this attempt, the first of which is 1. Default: at random, up to 200, then up to 400, and so on. */
  retryDelay?: (attempt: number) => number;
  /** How long one attempt may take. Default 30,000: AppSync gives up then, too. */
  attemptMilliseconds?: number;
  /** Sends the requests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. A mutation may have had its effect nonetheless. */
  signal?: AbortSignal;
}

export interface PageOptions extends CallOptions {
  /** The most items that a page may hold, from 1 to 100. Default 25. */
  limit?: number;
  /** The `nextToken` of a page, to begin with the one after it. */
  nextToken?: string;
}

type FieldOnRequest = FieldsOnRequest["VerifyOtpPayload"];

export interface VerifyOptions<Field extends FieldOnRequest> extends CallOptions {
  /** Fields of the payload that are selected only when they are asked for. */
  select?: readonly Field[];
  /** Makes this client a known device, and keeps its device token in `deviceTokens`. */
  remember?: boolean;
}

/** The payload of `verifyOtp` with the fields that were asked for. */
export type Verification<Field extends FieldOnRequest = never> = Omit<VerifyOtpPayload, FieldOnRequest> &
  Pick<VerifyOtpPayload, Field> & {
    /** Whether a device token was kept. */
    remembered: boolean;
  };

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

    /** Lists the tokens that can be verified now, page by page: `for await (const { items } of client.activeTokens())`. */
    async *activeTokens(filter: ActiveTokensFilter = {}, { signal, limit, nextToken }: PageOptions = {}) {
      let next: string | null | undefined = nextToken;
      do {
        const variables = { filter, limit, nextToken: next };
        const page: OtpTokenConnection = await callOnce("activeTokens", variables, { repeatable: true, signal });
        yield page;
        next = page.nextToken;
      } while (next);
    },

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

    /** Lists the API clients, page by page. Operators only, as the calls below. */
    async *apiClients(stepUpToken: string, { signal, limit, nextToken }: PageOptions = {}) {
      let next: string | null | undefined = nextToken;
      do {
        const variables = { stepUpToken, limit, nextToken: next };
        const page: ApiClientConnection = await callOnce("apiClients", variables, { repeatable: true, signal });
        yield page;
        next = page.nextToken;
      } while (next);
    },

    /** Registers an API client, and sends its activation code. */
    createApiClient: (input: CreateApiClientInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("createApiClient", { input }, { signal }),

    /** Sends another activation code; the one before is void. */
    resendApiClientActivation: (input: ResendApiClientActivationInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("resendApiClientActivation", { input }, { signal }),

    /** Changes what an API client may do. */
    updateApiClient: (input: UpdateApiClientInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("updateApiClient", { input }, { signal }),

    /** Gives an API client another secret, which is told only now. If the answer is lost, rotate again. */
    rotateApiClientSecret: (input: RotateApiClientSecretInput, { signal }: CallOptions = {}) =>
      callOnce<RotateApiClientSecretPayload>("rotateApiClientSecret", { input }, { signal }),

    /** Ends an API client for good. */
    revokeApiClient: (input: RevokeApiClientInput, { signal }: CallOptions = {}) =>
      callOnce<ApiClientPayload>("revokeApiClient", { input }, { signal }),
  };

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
