import { sql } from 'kysely';
import { meanPrice, mergeDistributions, priceFigures } from '#analytics/price-distribution.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Billing } from '#units/quote.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { OfferScope } from './offer-scope.ts';
import { distribution, distributionOf, GRAIN_MS, type Grain } from './store-rollup.ts';
import { inScope } from './store-scope.ts';
import type { Summary } from './store-summary.ts';

/** An hour or a day that is rolled up. */
export type RolledStretch = { readonly grain: Grain; readonly start: Instant; readonly to: Instant };

type Row = Parameters<typeof distributionOf>[0] & {
  readonly gpu: string;
  readonly billing: Billing;
  readonly provider: string;
  readonly simulated: boolean;
};

/**
 * What offers of each GPU and billing asked during an hour or a day that is rolled up. `offers` is their mean
 * number over it, and at least one where there were any.
 */
export async function rolledSummaries(
  db: Db,
  scope: OfferScope,
  { grain, start, to }: RolledStretch,
): Promise<Summary[]> {
  const { rows } = await sql<Row>`
    select offer.gpu, offer.billing, offer.provider, provider.simulated, ${distribution('sum')}
    from cell as offer join provider on provider.id = offer.provider
    join ${sql.table(grain === 'HOUR' ? 'cell_hour' : 'cell_day')} as sum on sum.cell = offer.id
    where offer.gpu is not null and sum.start = ${timestamp(start)} and ${inScope(scope)}
    order by offer.gpu, offer.billing, offer.provider`.execute(db);
  const groups = Map.groupBy(rows, ({ gpu, billing }) => `${billing} ${gpu}`);
  return [...groups.values()].map((group) => {
    const { gpu, billing } = group[0]!;
    const merged = mergeDistributions(group.map((row) => ({ ...distributionOf(row), isFirst: true })));
    const { min, p50, max, offerMs } = priceFigures(merged);
    const lengthMs = GRAIN_MS[grain];
    const offers = min === null ? 0 : Math.max(1, Math.round(offerMs / lengthMs));
    return {
      gpu,
      billing,
      region: null,
      provider: null,
      gpuName: null,
      level: 'gpu,billing',
      offers,
      taken: offers > 0 ? Math.round((merged.listedMs - offerMs) / lengthMs) : 1,
      staleOut: 0,
      counted: 0,
      uncounted: offers,
      min,
      median: p50,
      average: meanPrice(merged),
      max,
      providers: [...new Set(group.filter(({ prices }) => prices.length > 0).map((row) => row.provider))],
      levels: null,
      observedAt: start,
      stale: false,
      simulated: group.some(({ simulated }) => simulated),
      rolledUp: `${grain === 'HOUR' ? 'hourly' : 'daily'} roll-up of ${formatInstant(start)} to ${formatInstant(to)}`,
    };
  });
}
