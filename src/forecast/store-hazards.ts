import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import type { MicroUsd } from '#units/money.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import type { Estimator, HazardCell } from './hazards.ts';
import { advisorBands } from './store-advisor-bands.ts';
import { bidCrossings } from './store-bid-crossings.ts';
import { machineOutages } from './store-machine-outages.ts';
import { reportedLives } from './store-reported-lives.ts';

export type HazardRequest = {
  readonly scope: OfferScope;
  /** What happened from here on counts, */
  readonly from: Instant;
  /** up to here, which is not after the moment. */
  readonly to: Instant;
  readonly moment: Moment;
  readonly estimators: readonly Estimator[];
  /** What the hypothetical renter bids per GPU-hour; BID_CROSSING needs it and has no cells without. */
  readonly bid: MicroUsd | null;
};

type Row = Pick<
  HazardCell,
  'estimator' | 'gpu' | 'provider' | 'region' | 'billing' | 'simulated' | 'events' | 'recoveries'
> & {
  readonly exposureMs: number;
  readonly downMs: number;
  readonly lifeMs: readonly number[] | null;
  readonly lifeEnded: readonly boolean[] | null;
  readonly reporters: readonly string[] | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly offers: number;
};

/** Ends in the columns that `hazardsOf` selects, in their order. */
export type HazardSource = (request: HazardRequest & { readonly bid: MicroUsd }) => RawBuilder<unknown>;

const SOURCES: Readonly<Record<Estimator, HazardSource>> = {
  BID_CROSSING: bidCrossings,
  MACHINE_OFFLINE: machineOutages,
  ADVISOR_BAND: advisorBands,
  REPORTED: reportedLives,
};

/** What the estimators asked for saw, cell by cell, in one statement. */
export async function hazardsOf(db: Db, request: HazardRequest): Promise<readonly HazardCell[]> {
  const { bid } = request;
  const asked = request.estimators.filter((estimator) => estimator !== 'BID_CROSSING' || bid !== null);
  if (asked.length === 0 || request.from >= request.to) return [];
  const sources = asked.map((estimator) => SOURCES[estimator]({ ...request, bid: bid ?? (0 as MicroUsd) }));
  const { rows } = await sql<Row>`
    select estimator, gpu, provider, region, billing, simulated, events, exposure_ms as "exposureMs",
      down_ms as "downMs", recoveries, life_ms as "lifeMs", life_ended as "lifeEnded", reporters, low, high, offers
    from (${sql.join(sources, sql` union all `)}) as cell
    order by estimator, gpu, provider, region, billing, low`.execute(db);
  return rows.map(({ exposureMs, downMs, lifeMs, lifeEnded, reporters, low, high, offers, ...row }) => ({
    ...row,
    exposureHours: exposureMs / HOUR_MS,
    downHours: downMs / HOUR_MS,
    lives: (lifeMs ?? []).map((ms, index) => ({ hours: ms / HOUR_MS, ended: lifeEnded?.[index] ?? false })),
    reporters: reporters ?? [],
    bands: low === null || high === null ? [] : [{ low, high, offers }],
  }));
}
