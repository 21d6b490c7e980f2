import { signal } from "@preact/signals";
import {
  cognitoUser,
  createOtpClient,
  type DeviceTokens,
  inLocalStorage,
  inMemory,
  type OtpClient,
} from "appsync-otp-client";
import { passChallenge } from "./challenge.ts";
import { config } from "./config.ts";
import { endSession, idToken, session } from "./session.ts";

/** Where the device token of the person is kept, who says so: nowhere, until the tab is closed, or in this browser. */
export type Keeping = "nowhere" | "tab" | "browser";

/** Where the next device token is kept. Whoever signs in next says so anew. */
export const keeping = signal<Keeping>("nowhere");

/** A browser that keeps nothing throws when it is asked for its storage. */
function storeIn(storage: "sessionStorage" | "localStorage"): DeviceTokens {
  try {
    return inLocalStorage(window[storage]);
  } catch {
    return inMemory();
  }
}
const stores = { tab: storeIn("sessionStorage"), browser: storeIn("localStorage") };

/** Keeps the device tokens where the person says so. */
export const deviceTokens: DeviceTokens = {
  get: async (subject) => (await stores.tab.get(subject)) ?? (await stores.browser.get(subject)),
  async set(subject, deviceToken) {
    await deviceTokens.delete(subject);
    await stores[keeping.value === "browser" ? "browser" : "tab"].set(subject, deviceToken);
  },
  async delete(subject) {
    await stores.tab.delete(subject);
    await stores.browser.delete(subject);
  },
};

/** Where a device token of the person is kept already. */
export async function keptIn(subject: string): Promise<Keeping> {
  if (await stores.tab.get(subject)) return "tab";
  return (await stores.browser.get(subject)) ? "browser" : "nowhere";
}

let client: OtpClient | undefined;

/** The client of the API for whoever is signed in. */
export function otp(): OtpClient {
  client ??= createOtpClient({
    url: new URL(config().graphqlUrl, document.baseURI),
    caller: cognitoUser(idToken),
    deviceTokens,
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (response.status === 401) endSession();
      passChallenge(response);
      return response;
    },
  });
  return client;
}

/** The step-up tokens of this session, by purpose. */
export const stepUpTokens = signal<Record<string, string>>({});

export function keepStepUpToken(purpose: string, stepUpToken: string): void {
  stepUpTokens.value = { ...stepUpTokens.value, [purpose]: stepUpToken };
}

export function dropStepUpToken(purpose: string): void {
  const { [purpose]: _, ...rest } = stepUpTokens.value;
  stepUpTokens.value = rest;
}
session.subscribe(() => {
  stepUpTokens.value = {};
  keeping.value = "nowhere";
});
