import { isRecord, listOf, numberOf, recordOf } from "../arguments.ts";
import { definedEntries, isSet } from "../attribute-values.ts";
import type { Placeholders } from "../expressions.ts";
import { isArray, isInteger, typeError } from "../primordials.ts";

interface Clauses {
  set: string[];
  remove: string[];
}

/**
 * Writes the argument of `update` as an update expression: plain values are set, plain objects change only the keys that they
 * name, and operations are applied. The wording of AWS's expressions is not documented [?].
 *
 * @throws TypeError if nothing would change or an operation does not fit
 */
export function updateExpression(update: unknown, to: Placeholders): string {
  const clauses: Clauses = { set: [], remove: [] };
  addChanges(clauses, recordOf(update, "update"), "", to);
  const written = [];
  if (clauses.set.length > 0) written.push(`SET ${clauses.set.join(", ")}`);
  if (clauses.remove.length > 0) written.push(`REMOVE ${clauses.remove.join(", ")}`);
  if (written.length === 0) throw typeError("update must name at least one attribute to change");
  return written.join(" ");
}

function addChanges(clauses: Clauses, changes: object, parent: string, to: Placeholders): void {
  for (const [attribute, change] of definedEntries(recordOf(changes, "update"))) {
    addChange(clauses, parent + to.name(attribute), change, to);
  }
}

function addChange(clauses: Clauses, path: string, change: unknown, to: Placeholders): void {
  const set = (value: unknown) => clauses.set.push(`${path} = ${to.value("", value)}`);
  if (isArray(change) && change.length > 0 && change.every(isListItem)) {
    for (const item of change) addChange(clauses, path, item, to);
    return;
  }
  if (!isRecord(change) || isSet(change)) {
    set(change);
    return;
  }
  switch (change.type) {
    case "OPERATION_ADD":
    case "OPERATION_REPLACE":
      set(change.value);
      break;
    case "OPERATION_REMOVE":
      clauses.remove.push(path);
      break;
    case "OPERATION_INCREMENT":
      clauses.set.push(`${path} = ${path} + ${to.value("", numberOf(change.by, "operations.increment: the number"))}`);
      break;
    case "OPERATION_DECREMENT":
      clauses.set.push(`${path} = ${path} - ${to.value("", numberOf(change.by, "operations.decrement: the number"))}`);
      break;
    case "OPERATION_APPEND":
      clauses.set.push(`${path} = list_append(${path}, ${to.value("", listOf(change.items, "operations.append"))})`);
      break;
    case "OPERATION_PREPEND":
      clauses.set.push(`${path} = list_append(${to.value("", listOf(change.items, "operations.prepend"))}, ${path})`);
      break;
    case "OPERATION_UPDATE_LIST_ITEM":
      clauses.set.push(`${path}[${indexOf(change.index)}] = ${to.value("", change.value)}`);
      break;
    default:
      addChanges(clauses, change, `${path}.`, to);
  }
}

const isListItem = (value: unknown) => isRecord(value) && value.type === "OPERATION_UPDATE_LIST_ITEM";

function indexOf(index: unknown): number {
  if (!isInteger(index) || (index as number) < 0)
    throw typeError(`operations.updateListItem: ${index} is not an index`);
  return index as number;
}
