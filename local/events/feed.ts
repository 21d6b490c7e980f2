/** An event as its consumers get it: EventBridge's `detail`. */
export type Detail = Record<string, unknown>;

const KEPT_EVENTS = 20_000;

/** The events that came, for people and programs to look at. It keeps the newest 20,000 in memory. */
export interface Feed {
  /** Adds an event. One whose `id` came before is dropped, as every consumer has to: events are delivered at least once. */
  add(event: Detail): void;
  /**
   * The events, newest first.
   *
   * @param filter names of fields, and what they have to be, exactly. A name that comes more than once may be any of its values, and so may
   *   an element of a list. A field that an event does not have matches nothing
   */
  list(filter: [name: string, value: string][]): Detail[];
  /** The names of the fields that events have. */
  fields(): string[];
}

/**
 * @param known names of fields that events may have, whether or not one has come
 * @param earlier the events of earlier starts, in order of arrival
 * @param onAdded gets each event that was added
 */
export function createFeed(
  known: string[],
  earlier: Detail[],
  onAdded: (event: Detail, all: () => Detail[]) => void,
): Feed {
  const kept = new Map<unknown, Detail>();
  const fields = new Set(known);
  const keep = (event: Detail) => {
    kept.set(event.id, event);
    for (const name of Object.keys(event)) fields.add(name);
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
    list(filter) {
      const asked = [...Map.groupBy(filter, ([name]) => name)];
      return [...kept.values()]
        .reverse()
        .filter((event) => asked.every(([name, pairs]) => pairs.some(([, value]) => hasValue(event, name, value))));
    },
    fields: () => [...fields],
  };
}

const hasValue = (event: Detail, name: string, value: string) =>
  Object.hasOwn(event, name) && [event[name]].flat().some((each) => `${each}` === value);
