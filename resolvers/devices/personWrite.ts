import { util } from "@aws-appsync/utils";
import type { Device, Person } from "../../contract/person.ts";
import { personKey } from "../shared/person.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import type { Owner } from "./context.ts";
import type { NewPerson } from "./newPerson.ts";

/** Writes a person anew, on the condition that it is the one that was read. */
export const personWrite = ({ tenant, subject }: Owner, before: Person | null, next: NewPerson) => ({
  operation: "UpdateItem",
  key: personKey(tenant, subject),
  update: setAttributes({ ...next }, before ? { ":before": before.revision } : {}),
  condition: { expression: before ? "#revision = :before" : "attribute_not_exists(pk)" },
});

/** Writes one device that is listed anew, as only its owner can. Others may come and go meanwhile. */
export const deviceWrite = ({ tenant, subject }: Owner, id: string, device: Device, ttl: number) => ({
  operation: "UpdateItem",
  key: personKey(tenant, subject),
  update: {
    expression: "SET #devices.#id = :device, #revision = #revision + :one, #changedBy = :nobody, #ttl = :ttl",
    expressionNames: {
      "#devices": "devices",
      "#id": id,
      "#revision": "revision",
      "#changedBy": "changedBy",
      "#ttl": "ttl",
    },
    expressionValues: util.dynamodb.toMapValues({ ":device": device, ":one": 1, ":nobody": null, ":ttl": ttl }),
  },
  condition: { expression: "attribute_exists(#devices.#id)" },
});
