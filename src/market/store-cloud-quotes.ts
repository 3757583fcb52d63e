import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { offersAt, providersAt } from './store-moment.ts';
import { observedAt } from './store-offers.ts';
import { staleAt } from './store-scope.ts';

/** What a polled cloud asks now for one kind of instance. */
export type CloudQuote = {
  readonly provider: string;
  readonly key: string;
  readonly source: string;
  readonly gpu: string;
  readonly gpuCount: number;
  readonly regionName: string | null;
  /** Micro-dollars per GPU-hour. */
  readonly price: number;
  readonly observedAt: Instant;
};

/**
 * What the real clouds among `providers` ask at a moment, from answers that are fresh: of each GPU and
 * number of GPUs one quote, in one of the regions preferred where there is one there, else in the cheapest.
 */
export async function cloudQuotes(
  db: Db,
  moment: Moment,
  {
    providers,
    billing,
    regionNames,
  }: {
    readonly providers: readonly string[];
    readonly billing: Billing;
    readonly regionNames: readonly string[];
  },
): Promise<CloudQuote[]> {
  const { rows } = await sql<CloudQuote>`
    select distinct on (offer.provider, offer.gpu, offer.gpu_count)
      offer.provider, offer.key, offer.source, offer.gpu, offer.gpu_count as "gpuCount",
      offer.region_name as "regionName", offer.price, ${observedAt} as "observedAt"
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where offer.provider = any(${[...providers]}::text[]) and not provider.simulated and offer.gpu is not null
      and offer.billing = ${billing} and offer.rentable and not ${staleAt(moment.at)}
    order by offer.provider, offer.gpu, offer.gpu_count,
      coalesce(offer.region_name = any(${[...regionNames]}::text[]), false) desc, offer.price, offer.id`.execute(
    db,
  );
  return rows;
}
