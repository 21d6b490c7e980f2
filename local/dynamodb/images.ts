import type { Item } from "./item.ts";

/** The last known images of items by name; null for an item that is known not to be there. */
export interface Images {
  /** @returns undefined when it is not known */
  get(name: string): Item | null | undefined;
  set(name: string, image: Item | null): void;
  /** Grows with every `set`. Whatever was set since it was smaller by less than `kept` is still known. */
  readonly count: number;
  readonly kept: number;
}

/** @param kept the most that are kept; those go first that were set longest ago */
export function createImages(kept: number): Images {
  const images = new Map<string, Item | null>();
  let count = 0;
  return {
    kept,
    get count() {
      return count;
    },
    get: (name) => images.get(name),
    set(name, image) {
      count += 1;
      // A map has its entries in the order in which they came.
      images.delete(name);
      images.set(name, image);
      if (images.size > kept) images.delete(images.keys().next().value as string);
    },
  };
}
