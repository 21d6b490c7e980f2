import type { Json } from "appsync-local";

/** The most seconds between the two evaluations of one comparison. */
const SECONDS = 15;
/** A number above this is a time in seconds. */
const FIRST_TIME = 1_700_000_000;
/** Matches random ids of the steps, UUIDs, and times written as strings. */
const CHANCE = /[0-9a-f]{32,64}|\b[0-9a-f]{16}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Whether two values are the same apart from their random parts and a few seconds between them. */
export function sameButForChance(one: Json, other: Json): boolean {
  if (typeof one === "number" && typeof other === "number") {
    return one === other || (Math.min(one, other) > FIRST_TIME && Math.abs(one - other) <= SECONDS);
  }
  if (typeof one === "string" && typeof other === "string") return masked(one) === masked(other);
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [named(one), named(other)];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => {
    // The attribute that spreads a tenant's tokens over its shards.
    if (/^:?activeShard$/.test(name)) return true;
    return (
      Object.hasOwn(left, name) &&
      Object.hasOwn(right, name) &&
      sameButForChance(left[name] as Json, right[name] as Json)
    );
  });
}

/** Names the members of an object without chance: a person's devices are members by their random ids. */
function named(value: object): Record<string, Json> {
  const members: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    let key = masked(name);
    while (Object.hasOwn(members, key)) key += "*";
    members[key] = member;
  }
  return members;
}

const masked = (text: string) => text.replace(CHANCE, "*").replace(/^\d{10}$/, "*");
