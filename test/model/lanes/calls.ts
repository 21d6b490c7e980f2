import { reserve } from "./lane.ts";
import type { LaneDesign, LaneSteps } from "./model.ts";
import { add, momentsOf, without } from "./model.ts";
import { brokenByPersonWrite, isDayBroken, type LanePromise } from "./promises.ts";
import type { Person, Verified } from "./rules.ts";
import type { LaneState, Operation, Success } from "./state.ts";

/** `VerifyOtpPayload.deviceToken`, forgetDevices and unlockSubject read the person, decide, and write. They may die in between. */

export function startOperations(found: LaneSteps, { bounds, rules }: LaneDesign, state: LaneState): void {
  const { person } = state;
  const isFull = state.operations.length >= bounds.parallel;
  const start = (label: string, operation: Operation) =>
    add(found, label, { ...state, ids: state.ids + 1, operations: [...state.operations, operation] });
  const fresh = state.ids + 1;
  for (const now of momentsOf(state, bounds)) {
    for (const success of state.successes) {
      const decision = rules.decide(success, person, now, fresh);
      const label = `success ${success.id} is presented`;
      if (decision.what === "known") answer(found, label, state, success, decision.device);
      if (isFull || decision.what === "none" || decision.what === "known") continue;
      const { what, device } = decision;
      const call = { now, before: person, success, device };
      if (what === "list") start(`${label}, will list device ${device}`, { ...call, kind: "list" });
      const known = rules.known(person, device, now);
      if (what === "renew" && known)
        start(`${label}, will renew device ${device}`, {
          ...call,
          kind: "renew",
          renewed: rules.renewed(known, success.at),
        });
    }
    if (isFull) continue;
    const ids = (person?.devices ?? []).map(([id]) => id);
    start("forgetDevices of all devices reads the person", { kind: "forget", now, before: person, gone: ids });
    if (ids.length > 1)
      for (const id of ids) {
        const forget: Operation = { kind: "forget", now, before: person, gone: [id] };
        start(`forgetDevices of device ${id} reads the person`, forget);
      }
    const handOver: Operation = { kind: "handOver", now, before: person, device: fresh };
    start(`unlockSubject reads the person, will list device ${fresh}`, handOver);
  }
}

/** A device token is made for a success. */
function answer(found: LaneSteps, label: string, state: LaneState, success: Success, device: number): void {
  const breaks = brokenByAnswer(state, success, device);
  const own = success.own ?? device;
  if (success.own === own && !breaks) return;
  add(found, `${label}: the token of device ${device}`, withOwn(state, success, own), breaks);
}

function brokenByAnswer(
  { person }: LaneState,
  { own, device: lane }: Success,
  device: number,
): LanePromise | undefined {
  if ((own ?? lane ?? device) !== device) return "one";
  return person?.devices.some(([id]) => id === device) ? undefined : "answered";
}

const withOwn = (state: LaneState, { id }: Verified, own: number): LaneState => ({
  ...state,
  successes: state.successes.map((other) => (other.id === id ? { ...other, own } : other)),
});

/** The write of an operation reaches the table. */
export function continueOperation(found: LaneSteps, design: LaneDesign, state: LaneState, operation: Operation): void {
  if (operation.kind === "ask") reserve(found, design, state, operation);
  else if (operation.kind === "renew") renew(found, design, state, operation);
  else if (!design.rules.mayWrite(state.person, operation.before)) lose(found, design, state, operation);
  else if (operation.kind === "list") list(found, design, state, operation);
  else {
    const next = changed(design, operation);
    const gone = operation.kind === "forget" ? operation.gone : [];
    const breaks = brokenByPersonWrite(state, next, { now: operation.now, gone }, design.bounds);
    const isBefore = ({ at }: Success) => operation.kind === "forget" && at <= operation.now;
    const successes = state.successes.map((each) => (isBefore(each) ? { ...each, isVoid: true } : each));
    add(found, `${operation.kind}: written`, written(design, { ...state, successes }, operation, next), breaks);
  }
}

const changed = ({ rules }: LaneDesign, operation: Extract<Operation, { kind: "forget" | "handOver" }>): Person =>
  operation.kind === "forget"
    ? rules.withoutDevices(operation.before, operation.gone, operation.now)
    : rules.handed(operation.before, operation.device, operation.now);

/** Writes the person. Operations that can only fail after it are over, if nothing hangs on how they fail. */
function written({ rules }: LaneDesign, state: LaneState, operation: Operation, person: Person): LaneState {
  const operations = state.operations.filter(
    (other) =>
      other !== operation &&
      (other.kind === "ask" ||
        other.kind === "renew" ||
        (other.kind === "list" && !rules.answersOnlyListed) ||
        rules.mayWrite(person, other.before)),
  );
  const lost = state.person?.devices.find(([id]) => !person.devices.some(([other]) => other === id))?.[0];
  const gone = lost === undefined ? state.gone : { device: lost, at: state.now };
  return { ...state, person, operations, gone };
}

type List = Extract<Operation, { kind: "list" }>;

function list(found: LaneSteps, design: LaneDesign, state: LaneState, operation: List): void {
  const { device, now, before } = operation;
  const success = state.successes.find(({ id }) => id === operation.success.id);
  if (!success) return;
  const next = design.rules.listed(before, success, device, now);
  const madeAt = [...state.madeAt, now];
  const to = withOwn(written(design, { ...state, madeAt }, operation, next), success, success.own ?? device);
  add(found, `device ${device} is listed`, to, brokenByListing(design, { ...state, madeAt }, operation, success, next));
}

function brokenByListing(
  { bounds }: LaneDesign,
  state: LaneState,
  { device, now }: List,
  { isVoid, own, device: lane }: Success,
  next: Person,
): LanePromise | undefined {
  if (isVoid) return "void";
  if (lane !== null) return "gone";
  if (own !== null && own !== device) return "one";
  if (isDayBroken(state.madeAt, bounds)) return "day";
  return brokenByPersonWrite(state, next, { now, gone: [] }, bounds);
}

/** The person has changed since it was read. `VerifyOtpPayload.deviceToken` looks again. */
function lose(found: LaneSteps, { rules }: LaneDesign, state: LaneState, operation: Operation): void {
  if (operation.kind !== "list") return;
  const success = state.successes.find(({ id }) => id === operation.success.id);
  if (!success) return;
  const again = rules.decide(success, state.person, operation.now, operation.device);
  if (again.what !== "known" && rules.answersOnlyListed) return;
  const device = again.what === "known" ? again.device : operation.device;
  answer(found, `device ${operation.device} lost the race`, without(state, operation), success, device);
}

/** A renewal changes its own device alone, so that it may be written late, or twice. */
function renew(
  found: LaneSteps,
  design: LaneDesign,
  state: LaneState,
  operation: Extract<Operation, { kind: "renew" }>,
): void {
  const { rules } = design;
  const { device, renewed, success, now } = operation;
  const { person } = state;
  if (!rules.mayRenew(person, device) || person === null) return;
  const isListed = person.devices.some(([id]) => id === device);
  const next = rules.withRenewed(person, device, renewed, now);
  const end = new Map(next.devices).get(device)?.expiresAt ?? 0;
  const breaks = !isListed ? "ended" : end < success.at + design.bounds.life ? "renewed" : undefined;
  const to = written(design, state, operation, next);
  add(found, `device ${device} is renewed`, to, breaks);
  const again = { ...to, operations: [...to.operations, operation] };
  if (next.devices !== person.devices && renewed.lastUsedAt !== new Map(person.devices).get(device)?.lastUsedAt)
    add(found, `device ${device} is renewed; the answer is lost, the write may come again`, again, breaks);
}
