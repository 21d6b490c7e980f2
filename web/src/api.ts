import { signal } from "@preact/signals";
import { apiKey, cognitoUser, createOtpClient, type OtpClient } from "appsync-otp-client";
import { passChallenge } from "./challenge.ts";
import { setServiceTime } from "./clock.ts";
import { config } from "./config.ts";
import { deviceTokens } from "./device-tokens.ts";
import { endSession, idToken, session } from "./session.ts";

let client: OtpClient | undefined;

/** The client of the API for whoever is signed in. */
export function otp(): OtpClient {
  client ??= createOtpClient({
    url: apiUrl(),
    caller: cognitoUser(idToken),
    deviceTokens,
    async fetch(input, init) {
      const response = await timed(input, init);
      if (response.status === 401) endSession();
      return response;
    },
  });
  return client;
}

/** Takes the service's time from its answers, which say it where the API is on the page's origin. */
const timed: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const date = response.headers.get("date");
  if (date) setServiceTime(Date.parse(date));
  return response;
};

let publicClient: OtpClient | undefined;

/** The client of the API for whoever is not signed in. */
export function publicOtp(): OtpClient {
  publicClient ??= createOtpClient({
    url: apiUrl(),
    caller: apiKey(config().apiKey),
    async fetch(input, init) {
      const response = await timed(input, init);
      passChallenge(response);
      return response;
    },
  });
  return publicClient;
}

const apiUrl = () => new URL(config().graphqlUrl, document.baseURI);

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
});
