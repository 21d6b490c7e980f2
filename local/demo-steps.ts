import { ApiError, type Client, clientOf, listTokens, newestSms, requestCode, verify } from "./demo-client.ts";
import type { Outputs } from "./service/index.ts";
import { signIn } from "./sign-in.ts";

/** What the demo goes through, and says line by line. */

const say = (step: string, detail: string) => console.log(`${step.padEnd(36)} ${detail}`);

/**
 * A user signs in, gets a code, and checks it; and then asks for another one as a known device.
 *
 * @returns the user, who has a live token now
 */
export async function showUser(outputs: Outputs, email: string): Promise<string> {
  const client = clientOf(outputs, await signIn(outputs, email));
  say(`signed in as ${email}`, "by SRP: the password was not sent");

  const { token } = await requestCode(client, { data: JSON.stringify({ cart: 42 }) });
  const { id, subject, destination, expiresAt } = token;
  say("requested a code by SMS", `to ${destination}, valid until ${expiresAt}`);

  const text = await newestSms(outputs);
  say("the phone shows", JSON.stringify(text));
  const code = /\b\d{6}\b/.exec(text)?.[0] ?? "";

  const wrongCode = code === "000000" ? "000001" : "000000";
  const refused = await verify(client, id, wrongCode);
  say(`checked ${wrongCode}`, `${refused.status}, ${refused.attemptsRemaining} attempts left`);
  say("active tokens", `${(await listTokens(client)).length}`);

  const { status, data, deviceToken } = await verify(client, id, code);
  say(`checked ${code}`, `${status}, and the data came back: ${data}`);
  say("checked it once more", (await verify(client, id, code)).status);
  say("active tokens", `${(await listTokens(client)).length}`);

  const { knownDevice } = await requestCode(client, { purpose: "payment", deviceToken });
  const remembered = "as a known device: nobody else can use up its messages and attempts";
  say("requested the next code", knownDevice ? remembered : "as anybody: two devices were made in 24 hours");
  return subject;
}

/** An operator proves a second factor, and then ends the user's token and unlocks the user. */
export async function showOperator(outputs: Outputs, email: string, subject: string): Promise<void> {
  const client = clientOf(outputs, await signIn(outputs, email));
  say(`signed in as ${email}`, "through the operators' app client");
  const filter = { subject, includeDevices: true };
  say("asked for the user's tokens", await refusalOf(listTokens(client, filter)));

  const { token } = await requestCode(client, { purpose: "operator" });
  say("requested a code to step up", `to ${token.destination}`);
  const code = /\b[0-9A-Z]{12}\b/.exec(await newestSms(outputs))?.[0] ?? "";
  const { status, stepUpToken } = await verify(client, token.id, code);
  say(`checked ${code}`, `${status}, and a stepUpToken came, for 15 minutes of this sign-in`);

  const tokens = await listTokens(client, { ...filter, stepUpToken });
  say("asked for the user's tokens", tokens.map(({ purpose }) => purpose).join(", "));
  for (const { id } of tokens) say("cancelled it", await cancel(client, { id, subject, stepUpToken }));
  say(
    "unlocked the user",
    `by a deviceToken to hand over, valid until ${await unlock(client, { subject, stepUpToken })}`,
  );
}

/** Gives the type of the error that a call ends with. */
const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "allowed",
    (error: unknown) => {
      if (error instanceof ApiError) return error.type;
      throw error;
    },
  );

async function cancel(client: Client, input: object): Promise<string> {
  const { cancelOtp } = await client<{ cancelOtp: { token: { status: string } } }>(
    "mutation Cancel($input: CancelOtpInput!) { cancelOtp(input: $input) { token { status } } }",
    { input },
  );
  return cancelOtp.token.status;
}

async function unlock(client: Client, input: object): Promise<string> {
  const { unlockSubject } = await client<{ unlockSubject: { expiresAt: string } }>(
    "mutation Unlock($input: UnlockSubjectInput!) { unlockSubject(input: $input) { deviceToken expiresAt } }",
    { input },
  );
  return unlockSubject.expiresAt;
}
