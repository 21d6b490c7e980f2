/** An event as its consumers get it: EventBridge's `detail`. */
export type Detail = Record<string, unknown>;

const KEPT_EVENTS = 20_000;

/** The events that came, for people and programs to look at. It keeps the newest 20,000 in memory. */
export interface Feed {
  /** Adds an event. One whose `id` came before is dropped, as every consumer has to: events are delivered at least once. */
  add(event: Detail): void;
  /** The events, newest first. @param filter what fields have to be, by their names */
  list(filter: [name: string, value: string][]): Detail[];
}

/**
 * @param earlier the events of earlier starts, in order of arrival
 * @param onAdded gets each event that was added
 */
export function createFeed(earlier: Detail[], onAdded: (event: Detail, all: () => Detail[]) => void): Feed {
  const kept = new Map<unknown, Detail>();
  const keep = (event: Detail) => {
    kept.set(event.id, event);
    // A map has its entries in the order in which they came.
    if (kept.size > KEPT_EVENTS) kept.delete(kept.keys().next().value);
  };
  for (const event of earlier) keep(event);
  return {
    add(event) {
      if (kept.has(event.id)) return;
      keep(event);
      onAdded(event, () => [...kept.values()]);
    },
    list: (filter) =>
      [...kept.values()].reverse().filter((event) => filter.every(([name, value]) => `${event[name]}` === value)),
  };
}
