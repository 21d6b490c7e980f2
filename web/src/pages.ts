/** Pages that are full, whatever the size of those that come; the last one may be short. */
export interface FilledPages<Item> {
  /** @returns the next page, and whether there is one after it */
  next(): Promise<{ items: Item[]; more: boolean }>;
}

/**
 * Fills pages: a page of the API can be short or even empty while more follow.
 *
 * @param size the number of items on a page
 */
export function fillPages<Item>(pages: AsyncIterator<{ items: readonly Item[] }>, size: number): FilledPages<Item> {
  const rest: Item[] = [];
  let isOver = false;
  return {
    async next() {
      while (!isOver && rest.length <= size) {
        const { done, value } = await pages.next();
        if (done) isOver = true;
        else rest.push(...value.items);
      }
      return { items: rest.splice(0, size), more: rest.length > 0 };
    },
  };
}
