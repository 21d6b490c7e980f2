import { countOf, fullRequests, resultsOf, wrongCodes } from "./attacker.ts";
import { codeIn, type TestService } from "./support.ts";

/** Somebody who holds every device token that there ever was of a person, spends what each lane has, and keeps count. */

const ASK =
  "mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { knownDevice token { id alphabet } } }";
const VERIFY = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status stepUpToken } }";
const REMEMBER = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken } }";
const FORGET = "mutation Forget($input: ForgetDevicesInput!) { forgetDevices(input: $input) { devices { id } } }";
const UNLOCK = "mutation Unlock($input: UnlockSubjectInput!) { unlockSubject(input: $input) { deviceToken } }";

/** The purposes of the defaults whose codes are short. */
const PURPOSES = ["login", "payment", "verify-contact"];
const CODE = /\b[0-9A-HJKMNP-TV-Z]{12,13}\b|\b\d{6}\b/;
const DAY = 24 * 60 * 60;
const COOLDOWN = 31;

export interface Sent {
  id: string;
  purpose: string;
  code: string;
  /** Whether a guess at it costs the budget. */
  isShort: boolean;
  /** The device token that was sent, where it was known. */
  lane: string | null;
}

export function laneKeeper(service: TestService, subject: string) {
  const call = service.backend();
  /** Device tokens, the oldest first; those that count no more stay. */
  const tokens: string[] = [];
  /** When a guess at a short code was evaluated, and when a message was sent, in epoch seconds. */
  const guesses: number[] = [];
  const messages: number[] = [];
  let turn = 0;
  const began = service.now() / 1_000;
  const now = () => service.now() / 1_000;

  async function ask(deviceToken: string | null, purpose: string): Promise<Sent | null> {
    // An address for each lane, so that only the lanes' own limits count.
    const destination = `${subject}-${tokens.indexOf(deviceToken ?? "")}@example.com`;
    // Another length replaces the token, a long code's too, so that the token's own messages never run out.
    const codeLength = turn % 2 === 0 ? 6 : 13;
    const input = { channel: "EMAIL", subject, destination, purpose, deviceToken, codeLength };
    const { data } = await call(ASK, { input });
    if (!data?.requestOtp) return null;
    messages.push(now());
    const { token, knownDevice } = data.requestOtp;
    const code = codeIn(service.lastMessageTo(destination).text, CODE);
    return {
      id: token.id,
      purpose,
      code,
      isShort: token.alphabet === "NUMERIC",
      lane: knownDevice ? deviceToken : null,
    };
  }

  /** Makes five wrong guesses, if the code is one that is worth it. */
  async function guess({ id, code, isShort }: Sent) {
    if (!isShort) return;
    const requests = fullRequests(wrongCodes(code, 5));
    const answers = await Promise.all(requests.map((query) => call(query, { id, subject })));
    const evaluated = countOf(answers.flatMap(resultsOf), "WRONG_CODE");
    for (let n = 0; n < evaluated; n++) guesses.push(now());
  }

  const verify = async (query: string, { id, code }: Sent, idempotencyKey: string | null = null) =>
    (await call(query, { input: { id, code, subject, idempotencyKey } })).data.verifyOtp;

  return {
    tokens,
    guesses,
    messages,
    now,
    ask,
    verify: (sent: Sent, key?: string) => verify(VERIFY, sent, key),
    /** Verifies, or repeats it by the key, and keeps the device token that is given, if one is. */
    async remember(sent: Sent, key?: string): Promise<string | null> {
      const { deviceToken } = await verify(REMEMBER, sent, key);
      if (deviceToken && !tokens.includes(deviceToken)) tokens.push(deviceToken);
      if (deviceToken && sent.lane !== null) tokens.splice(tokens.indexOf(sent.lane), 1);
      return deviceToken;
    },
    /** Proves a code in the common lane, for a device. */
    async makeDevice(purpose: string) {
      const sent = await ask(null, purpose);
      return sent && this.remember(sent);
    },
    /** Asks in each of the lanes for each purpose. */
    async askIn(lanes: (string | null)[], purposes = PURPOSES): Promise<Sent[]> {
      turn += 1;
      const sent: (Sent | null)[] = [];
      for (const lane of lanes) for (const purpose of purposes) sent.push(await ask(lane, purpose));
      return sent.filter((each) => each !== null);
    },
    async guessAt(sent: Sent[]) {
      for (const each of sent) await guess(each);
    },
    /** Asks in each of the lanes for each purpose, and guesses, again and again. A device that is not known leads to the common lane. */
    async spend(lanes: (string | null)[], times: number) {
      for (let n = 0; n < times; n++) {
        await this.guessAt(await this.askIn(lanes));
        service.advance(COOLDOWN);
      }
    },
    /** Takes a device that an operator hands over. */
    async handOver() {
      const operator = await service.operator();
      const input = { channel: "EMAIL", purpose: "operator" };
      const { id } = (await operator(ASK, { input })).data.requestOtp.token;
      const code = codeIn(service.lastMessageTo("admin@example.com").text, CODE);
      const { stepUpToken } = (await operator(VERIFY, { input: { id, code } })).data.verifyOtp;
      const { data } = await operator(UNLOCK, { input: { subject, tenant: "role:shop", stepUpToken } });
      tokens.push(data.unlockSubject.deviceToken);
    },
    /** Counts the messages of a day (UTC), by its number since the start of the clock. */
    sentOn: (day: number) => messages.filter((at) => Math.floor((at - began) / DAY) === day).length,
    /** Forgets all devices, by a code for `manage-account`. */
    async forget() {
      const sent = (await ask(null, "manage-account")) as Sent;
      const { stepUpToken } = await verify(VERIFY, sent);
      const { errors } = await call(FORGET, { input: { subject, stepUpToken } });
      if (errors) throw new Error(`forgetDevices: ${errors[0]?.errorType}`);
    },
  };
}

export type LaneKeeper = ReturnType<typeof laneKeeper>;

/** The most moments that any time of this many seconds holds, its beginning included and its end not. */
export function mostIn(moments: number[], seconds: number): number {
  const sorted = [...moments].sort((one, other) => one - other);
  return Math.max(0, ...sorted.map((from, n) => sorted.findLastIndex((at) => at < from + seconds) - n + 1));
}
