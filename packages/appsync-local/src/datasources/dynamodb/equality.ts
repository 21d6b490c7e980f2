import type { Json } from "../../contracts.ts";
import { isObject, type JsonObject } from "../refusal.ts";

const DECIMAL = /^([+-]?)0*(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/**
 * A text that two typed items (or keys, or values) share exactly if DynamoDB holds them equal: attributes and sets have
 * no order, and numbers count by value (`1`, `1.0` and `1e0` are one).
 */
export function canonical(attributes: JsonObject): string {
  return JSON.stringify(normalMap(attributes));
}

function normalMap(map: JsonObject): Json {
  return Object.entries(map)
    .map(([name, value]): [string, Json] => [name, normal(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function normal(value: Json): Json {
  if (!isObject(value)) return value;
  const [type, content] = Object.entries(value)[0] ?? ["", null];
  if (type === "N") return [type, normalNumber(String(content))];
  if (type === "M" && isObject(content)) return [type, normalMap(content)];
  if (!Array.isArray(content)) return [type, content];
  if (type === "L") return [type, content.map(normal)];
  return [type, content.map((each) => (type === "NS" ? normalNumber(String(each)) : String(each))).sort()];
}

/** Sign, digits without zeros at either end, exponent. */
function normalNumber(text: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return sign === undefined ? text : "0";
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === "-" ? "-" : ""}${significant}e${power}`;
}
