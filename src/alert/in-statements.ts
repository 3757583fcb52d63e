import { nextTurn } from '#workload/next-turn.ts';

/** So many rows are read in one statement, about: PGlite answers nobody else while it runs one. */
const ROWS_AT_ONCE = 1500;

/** Offers that are read in one statement. */
const OFFERS_AT_FIRST = 100;
const MOST_OFFERS = 400;

/** Reads rows of many offers in statements of some of them, whatever else waits answered between. */
export async function* inStatements<Row>(
  ids: readonly number[],
  read: (some: readonly number[]) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let size = OFFERS_AT_FIRST;
  for (let from = 0; from < ids.length;) {
    const some = ids.slice(from, from + size);
    const rows = await read(some);
    yield rows;
    await nextTurn();
    from += some.length;
    const wanted = Math.ceil((size * ROWS_AT_ONCE) / Math.max(rows.length, 1));
    size = Math.min(Math.max(wanted, 1), size * 4, MOST_OFFERS);
  }
}
