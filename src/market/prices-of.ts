import type { Db } from '#db/open.ts';
import { badInput } from '#graph/errors.ts';
import type { PricesMoment } from './graph-moment.ts';
import type { OfferScope } from './offer-scope.ts';
import { isOfCells } from './plan-reading.ts';
import { narrowed } from './store-quotes.ts';
import { rolledSummaries } from './store-rolled.ts';
import { summarise, type Dimension, type Summary } from './store-summary.ts';

/**
 * Prices of GPUs at a moment: over single offers, or from roll-ups before those are kept. Throws
 * BAD_USER_INPUT where roll-ups do not tell apart what the filter asks for.
 */
export async function pricesOf(
  db: Db,
  scope: OfferScope,
  moment: PricesMoment,
  grouping: readonly Dimension[],
): Promise<Summary[]> {
  if (moment.rolled === null) return summarise(db, scope, moment, [grouping]);
  const asked = { ...narrowed(scope, true), rentableOnly: true };
  if (scope.price !== null || !isOfCells(asked)) {
    throw badInput(
      'filter',
      'Of an instant that long ago there are roll-ups alone, which do not tell offers apart by price, gpuCount, minReliability or verifiedOnly: leave these out, or ask for a later `asOf`.',
    );
  }
  return rolledSummaries(db, asked, moment.rolled);
}
