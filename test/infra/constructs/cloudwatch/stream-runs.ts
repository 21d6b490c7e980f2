import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, vi } from "vitest";
import { NO_GUESS } from "../../../../contract/slot.ts";
import { handler } from "../../../../functions/stream/handler.ts";
import { startEvents } from "../../../../local/events/index.ts";

/** Runs of the stream function in this process, over records of slots, with a bus that takes its events. */

const BUS = "appsync-otp";
const bus = await startEvents({ bus: BUS });
afterAll(() => bus.close());

const GUESSES = 20;
const CODE = "b".repeat(44);
const GUESS = "c".repeat(44);

const SLOT = {
  id: "login_1-_1",
  codeMac: CODE,
  lastGuessMac: NO_GUESS,
  repeatedGuessMacs: [],
  attempts: 0,
  maxAttempts: 5,
  guessesUsed: 0,
  sends: 1,
  live: true,
  status: "SENT",
  channel: "EMAIL",
  destination: "user@example.com",
  expiresAt: 600,
  revision: 1,
};

/** A record of the stream that a write of a slot leaves. */
function recordOf(pk: string, before: Partial<typeof SLOT>, after: Partial<typeof SLOT>) {
  const image = (more: object) => marshall({ pk, sk: "login", ...SLOT, ...more });
  return {
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/Tokens/stream/2026-11-01T00:00:00.000",
    dynamodb: {
      ApproximateCreationDateTime: 0,
      SequenceNumber: "1",
      Keys: { pk: { S: pk }, sk: { S: "login" } },
      OldImage: image(before),
      NewImage: image({ ...before, revision: 2, ...after }),
    },
  };
}

const ofShop = (before: Partial<typeof SLOT>, after: Partial<typeof SLOT>) =>
  recordOf("role:shop|s|somebody", before, after);

/** The records of what the function counts. */
export const COUNTED = {
  verified: ofShop({}, { attempts: 1, lastGuessMac: CODE }),
  wrongGuesses: ofShop({}, { attempts: 1, lastGuessMac: GUESS }),
  cancelled: ofShop({}, { live: false }),
  longCodeSlots: ofShop({ guessesUsed: GUESSES - 1 }, { attempts: 1, guessesUsed: GUESSES, lastGuessMac: GUESS }),
  // A write that came twice.
  nothing: ofShop({}, {}),
};

/** A user's last guess at a token was wrong, of which the owner is to be told. */
export const USED_UP = recordOf("pool|s|somebody", { attempts: 4 }, { attempts: 5, lastGuessMac: GUESS });

/** Runs the function over a record. @param EVENT_BUS the name of another bus than there is: its events are refused for good */
export async function readStream(record: typeof USED_UP, EVENT_BUS = BUS): Promise<void> {
  const environment = {
    EVENT_BUS,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.stubGlobal("SETTINGS", { budget: { guesses: GUESSES, deviceGuesses: 3 }, sends: { subject: { day: 20 } } });
  await handler({ Records: [record] }, { getRemainingTimeInMillis: () => 60_000 });
  vi.unstubAllGlobals();
  for (const name of Object.keys(environment)) vi.stubEnv(name, undefined);
}
