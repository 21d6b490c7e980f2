import type { AuditEvent, EventType } from "../../contract/events.ts";
import type { Detail } from "../events/index.ts";

/** The events of one type. */
type EventOf<Type extends EventType, Each = AuditEvent> = Each extends { type: infer Types }
  ? Type extends Types
    ? Each
    : never
  : never;

const by = ({ channel }: { channel: "SMS" | "EMAIL" }) => (channel === "SMS" ? "by SMS" : "by e-mail");
const byOperator = ({ operator }: { operator: string | null }) => (operator === null ? "" : " by an operator");
const client = ({ name }: { name: string }) => `The API client ${name}`;

const SENTENCES: { [Type in EventType]: (event: EventOf<Type>) => string } = {
  "otp.requested": (event) => {
    if (event.resent) return `The code was asked for again, ${by(event)}`;
    return `A code was requested ${by(event)}${event.replacedTokenId === null ? "" : ", in place of the one before"}`;
  },
  "otp.sent": (event) => `The code was sent ${by(event)}`,
  "otp.failed": (event) => `The code could not be sent ${by(event)}`,
  "otp.withdrawn": () => "No message was made, and none is counted",
  "otp.verified": ({ repeated }) => `The code was right${repeated ? ", said again to a repeated call" : ""}`,
  "otp.rejected": ({ attemptsRemaining, budgetSpent }) =>
    `A guess was wrong, ${attemptsRemaining || "none"} left${budgetSpent ? ", and codes are long from now on" : ""}`,
  "otp.canceled": (event) => `The token was cancelled${byOperator(event)}`,
  "messages.exhausted": ({ knownDevice }) => `The day's messages${knownDevice ? " of a known device" : ""} are used up`,
  "device.added": () => "A device is known from now on",
  "device.renewed": () => "A known device was used again",
  "device.handed_over": () => "An operator made a device of one hour",
  "device.removed": ({ reason }) =>
    ({
      FORGOTTEN: "A known device was forgotten",
      DISPLACED: "A known device gave way to a new one",
      EXPIRED: "A known device has expired",
    })[reason],
  "account.password_changed": ({ channel, held }) =>
    `The password was reset ${by({ channel })}${held ? ", whose codes are no second factor until another was verified" : ""}`,
  "account.contact_changed": ({ channel }) => `The user's ${channel === "SMS" ? "number" : "address"} was changed`,
  "account.hold_lifted": () => "The hold of the last password reset was lifted",
  "client.created": (event) => `${client(event)} was registered`,
  "client.activation_requested": (event) => `${client(event)} gets another activation code`,
  "client.activation_sent": (event) => `The activation code of ${event.name} was sent`,
  "client.activated": (event) => `${client(event)} was activated`,
  "client.secret_rotated": (event) => `${client(event)} was given another secret`,
  "client.updated": (event) => `${client(event)} was changed: ${[event.changed].flat().join(", ")}`,
  "client.revoked": (event) => `${client(event)} was revoked`,
};

/** Says an audit event in a short sentence, of its type and fields; "" for what is none. */
export function describeEvent(event: Detail): string {
  const type = `${event.type}`;
  if (!Object.hasOwn(SENTENCES, type)) return "";
  // The bus carries what the stream function made of the same contract.
  return SENTENCES[type as EventType](event as never);
}
