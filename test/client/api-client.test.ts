import { readFileSync } from "node:fs";
import { apiClient } from "appsync-otp-client/api-client";
import { afterEach, expect, test, vi } from "vitest";

/** What the typed client signs for API clients. */

const vectorsFile = new URL("../../docs/signing-vectors.json", import.meta.url);
const { apiId, clientId, secret, vectors } = JSON.parse(readFileSync(vectorsFile, "utf8"));

afterEach(() => vi.restoreAllMocks());

test.each(vectors as Record<string, string>[])(
  "S35 F28 the typed client signs as the test vectors say: $name",
  async (vector) => {
    const { nonce = "", secretVersion, timestamp, operationName, query, variables = "" } = vector;
    vi.spyOn(crypto, "getRandomValues").mockReturnValue(Uint8Array.from(Buffer.from(nonce, "hex")));
    const clock = () => new Date(Number(timestamp) * 1000);
    const caller = apiClient({ apiId, keyId: `${clientId}_${secretVersion}`, secret, clock });
    const body = JSON.stringify({
      query,
      variables: JSON.parse(variables),
      ...(operationName ? { operationName } : {}),
    });
    expect(await caller.authorize({ url: new URL("http://127.0.0.1"), body })).toEqual({
      authorization: vector.authorization,
    });
  },
);
