import { notFound } from "./errors.ts";
import type { ClientSettings, PoolState } from "./pool.ts";

/** An app client: its id, and how it is configured. */
export interface Client extends ClientSettings {
  id: string;
}

/**
 * Finds an app client by its id.
 *
 * @throws WireError (ResourceNotFoundException) when the pool has no such client
 */
export function clientOf({ clientIds, settings }: PoolState, id: string): Client {
  const name = Object.keys(clientIds).find((each) => clientIds[each] === id);
  const client = name === undefined ? undefined : settings.clients[name];
  if (!client) throw notFound(`User pool client ${id} does not exist.`);
  return { id, ...client };
}
