import { sql } from 'kysely';
import {
  mergeDistributions,
  priceFigures,
  type PriceDistribution,
  type PriceFigures,
} from '#analytics/price-distribution.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import { plusMs, type Instant } from '#units/time.ts';
import type { OfferScope } from './offer-scope.ts';
import { planReading, type Reading } from './plan-reading.ts';
import { heldQuotes } from './store-held.ts';
import { dirtyStretches, memoryOf } from './store-memory.ts';
import { offersAt, providersAt } from './store-moment.ts';
import { distribution, distributionOf, type Grain } from './store-rollup.ts';
import { inScope } from './store-scope.ts';

/** Buckets of one length, the first from `start` on. */
export type Buckets = { readonly start: Instant; readonly count: number; readonly lengthMs: number };

/** The quotes in force during one bucket. Prices are micro-dollars per GPU-hour. */
export type QuoteBucket = PriceFigures & { readonly gpu: string | null; readonly bucket: number };

export type QuoteRequest = {
  readonly scope: OfferScope;
  readonly buckets: Buckets;
  readonly moment: Moment;
  /** Group by GPU as well; else all quotes in scope are one series. */
  readonly byGpu: boolean;
};

/** What an answer was read from. */
export type Resolution = 'RAW' | 'HOURLY' | 'DAILY' | 'MIXED';

export type QuoteAnswer = { readonly rows: readonly QuoteBucket[]; readonly resolution: Resolution };

type Part = PriceDistribution & {
  readonly gpu: string | null;
  readonly bucket: number;
  readonly isFirst: boolean;
};

/**
 * Figures of the quotes in force during each bucket, weighted by how long they were, in order of GPU and
 * time. What is rolled up is read from roll-ups, the rest from raw changes, of one state of the database;
 * both say the same. Buckets in which nothing was listed have no row.
 */
export function quoteBuckets(db: Db, request: QuoteRequest): Promise<QuoteAnswer> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const { buckets, moment } = request;
      const scope = narrowed(request.scope, request.byGpu);
      const plan = planReading({ ...request, scope }, await memoryOf(trx), await dirtyStretches(trx));
      const rows: QuoteBucket[] = [];
      const parts: Part[] = [];
      for (const reading of plan) {
        const asked = { ...request, scope };
        if (reading.from === 'FIGURES') rows.push(...(await readFigures(trx, asked, reading)));
        else if (reading.from === 'CELLS') parts.push(...(await readCells(trx, asked, reading)));
        else
          parts.push(
            ...(await readRaw(trx, asked, reading, moment.asOf === null && isLast(reading, buckets, moment))),
          );
      }
      const groups = Map.groupBy(parts, ({ gpu, bucket }) => `${bucket} ${gpu}`);
      for (const group of groups.values()) {
        const { gpu, bucket } = group[0]!;
        rows.push({ gpu, bucket, ...priceFigures(mergeDistributions(group)) });
      }
      return { rows: rows.toSorted(inOrder), resolution: resolutionOf(plan) };
    });
}

/** True where a reading goes up to the present, over a short stretch. */
function isLast(reading: Reading, { start, count, lengthMs }: Buckets, { at }: Moment): boolean {
  return reading.to >= Math.min(at, start + count * lengthMs) && reading.to === at;
}

/** By GPU, a least memory is a choice of GPUs of the catalog. */
export function narrowed(scope: OfferScope, byGpu: boolean): OfferScope {
  const { minVram, gpus } = scope;
  if (minVram === null || (gpus === null && !byGpu)) return { ...scope, price: null };
  const kept = gpus === null ? minVram.gpus : gpus.filter((gpu) => minVram.gpus.includes(gpu));
  return { ...scope, price: null, gpus: kept, minVram: null };
}

async function readFigures(
  db: Db,
  { scope, buckets, byGpu }: QuoteRequest,
  { grain, start, to }: Extract<Reading, { from: 'FIGURES' }>,
): Promise<QuoteBucket[]> {
  const gpus = scope.gpus === null ? sql`true` : sql`gpu = any(${[...scope.gpus]}::text[])`;
  const { rows } = await sql<PriceFigures & { gpu: string; start: Instant }>`
    select gpu, start, n, anomalies, p10, p50, p90, min, max, offer_ms as "offerMs", listed_ms as "listedMs"
    from ${sql.table(grain === 'HOUR' ? 'gpu_hour' : 'gpu_day')}
    where ${gpus} and billing = ${scope.billing} and simulated = ${scope.simulated}
      and start >= ${timestamp(start)} and start < ${timestamp(to)}`.execute(db);
  return rows.map(({ start: at, gpu, ...row }) => ({
    ...row,
    gpu: byGpu ? gpu : null,
    bucket: (at - buckets.start) / buckets.lengthMs,
  }));
}

type CellRow = Parameters<typeof distributionOf>[0] & {
  readonly gpu: string | null;
  readonly start: Instant;
};

async function readCells(
  db: Db,
  { scope, buckets, byGpu }: QuoteRequest,
  { grain, start, to }: { readonly grain: Grain; readonly start: Instant; readonly to: Instant },
): Promise<Part[]> {
  const { rows } = await sql<CellRow>`
    select ${byGpu ? sql`offer.gpu` : sql`null::text as gpu`}, sum.start, ${distribution('sum')}
    from cell as offer join provider on provider.id = offer.provider
    join ${sql.table(grain === 'HOUR' ? 'cell_hour' : 'cell_day')} as sum on sum.cell = offer.id
    where ${inScope(scope)} and sum.start >= ${timestamp(start)} and sum.start < ${timestamp(to)}`.execute(
    db,
  );
  return rows.map((row) => {
    const bucket = Math.floor((row.start - buckets.start) / buckets.lengthMs);
    const isFirst = row.start === buckets.start + bucket * buckets.lengthMs;
    return { gpu: row.gpu, bucket, isFirst, ...distributionOf(row) };
  });
}

type HeldRow = {
  readonly gpu: string | null;
  readonly bucket: number;
  readonly price: number | null;
  readonly heldMs: number;
  readonly carried: number;
  readonly began: number;
};

async function readRaw(
  db: Db,
  { scope, buckets, byGpu, moment }: QuoteRequest,
  { start, to }: { readonly start: Instant; readonly to: Instant },
  upToNow: boolean,
): Promise<Part[]> {
  if (start >= to) return [];
  const ctes = heldQuotes({
    key: byGpu ? sql`offer.gpu` : sql`null::text`,
    where: inScope(scope),
    takenToo: !scope.rentableOnly,
    from: start,
    to,
    start: buckets.start,
    lengthMs: buckets.lengthMs,
    moment,
    upToNow,
  });
  const { rows } = await sql<HeldRow>`
    with ${ctes}
    select key as gpu, bucket, price, held_ms as "heldMs", carried, began from held`.execute(db);
  return rows.map(({ gpu, bucket, price, ...row }) => ({
    gpu,
    bucket,
    // A bucket that roll-ups cover the beginning of has what it carries from there.
    isFirst: buckets.start + bucket * buckets.lengthMs >= start,
    held: price === null ? [] : [{ price, ...row }],
    listedMs: row.heldMs,
  }));
}

function inOrder(a: QuoteBucket, b: QuoteBucket): number {
  const [left, right] = [a.gpu ?? '', b.gpu ?? ''];
  return left < right ? -1 : left > right ? 1 : a.bucket - b.bucket;
}

function resolutionOf(plan: readonly Reading[]): Resolution {
  const kinds = new Set(
    plan.map((reading): Resolution =>
      reading.from === 'RAW' ? 'RAW' : reading.grain === 'HOUR' ? 'HOURLY' : 'DAILY',
    ),
  );
  const [only, other] = [...kinds];
  return other === undefined ? (only ?? 'RAW') : 'MIXED';
}

export type QuoteSource = {
  readonly gpu: string | null;
  readonly source: string;
  readonly simulated: boolean;
};

/** Where the offers that may have quotes in these buckets were read, by GPU where they are grouped so. */
export async function sourcesOf(
  db: Db,
  { scope, buckets, moment, byGpu }: QuoteRequest,
): Promise<QuoteSource[]> {
  const { start, count, lengthMs } = buckets;
  const from = timestamp(start);
  const end = timestamp(plusMs(start, Math.min(count * lengthMs, Math.max(moment.at - start, 0))));
  const { rows } = await sql<QuoteSource>`
    select distinct ${byGpu ? sql`offer.gpu` : sql`null::text as gpu`}, offer.source, provider.simulated
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where (offer.listed or offer.observed_at >= ${from}) and offer.first_observed_at < ${end}
      and ${inScope({ ...scope, price: null })}
    order by 1, 2`.execute(db);
  return rows;
}
