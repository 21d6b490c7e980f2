import { util } from "@aws-appsync/utils";
import type { Caller } from "../shared/caller.ts";
import { invalidInput } from "../shared/errors.ts";
import { isGiven, WHOLE_CHARACTERS } from "../shared/validation.ts";
import { addressBlock } from "./visitorAddress.ts";

/** The schema's `VisitorInput`. */
export interface VisitorInput {
  address?: string | null;
  device?: string | null;
}

/** What is known of a backend's visitor, each in the one form that it counts in; null where it is not given. */
export interface Visitor {
  address: string | null;
  device: string | null;
}

const MAX_DEVICE = 256;

/** Reads and checks what a backend says of its visitor. Nobody else has one to speak of. */
export function readVisitor(kind: Caller["kind"], given: VisitorInput | null | undefined): Visitor {
  if (given === null || given === undefined) return { address: null, device: null };
  if (kind !== "backend") invalidInput("visitor", "BACKENDS_ONLY", "only backends may say who their visitor is");
  return { address: checkedAddress(given.address), device: checkedDevice(given.device) };
}

function checkedAddress(address: string | null | undefined): string | null {
  if (!isGiven(address)) return null;
  const block = addressBlock(address as string);
  if (block === null) {
    const right = "an address like 203.0.113.7 or 2001:db8::7, without port, brackets and zone";
    invalidInput("visitor.address", "MALFORMED", right);
  }
  return block;
}

function checkedDevice(device: string | null | undefined): string | null {
  if (!isGiven(device)) return null;
  const name = device as string;
  if (name.length < 1 || name.length > MAX_DEVICE) {
    invalidInput("visitor.device", "OUT_OF_RANGE", `1 to ${MAX_DEVICE} characters`);
  }
  if (!util.matches(WHOLE_CHARACTERS, name)) invalidInput("visitor.device", "MALFORMED", "no half surrogate pairs");
  return name;
}
