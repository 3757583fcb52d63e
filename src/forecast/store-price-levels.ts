import { sql } from 'kysely';
import { mergeDistributions, priceFigures, type PriceDistribution } from '#analytics/price-distribution.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { observedAt } from '#market/store-offers.ts';
import { distribution, distributionOf } from '#market/store-rollup.ts';
import { staleAt } from '#market/store-scope.ts';
import type { Instant } from '#units/time.ts';
import { nameOfSeries, type SignalSeries } from './signal-series.ts';

type HourRow = Parameters<typeof distributionOf>[0] & SignalSeries;

/** The GPUs that are in any roll-up. */
export async function gpusKnown(db: Db): Promise<string[]> {
  const { rows } = await sql<{ gpu: string }>`
    select distinct gpu from cell where gpu is not null order by 1`.execute(db);
  return rows.map(({ gpu }) => gpu);
}

/**
 * The median price of every series of these GPUs in a whole hour that is rolled up, in micro-dollars, by name of
 * the series.
 */
export async function hourlyMedians(
  db: Db,
  hour: Instant,
  gpus: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<HourRow>`
    select cell.gpu, cell.billing, provider.simulated, cell.provider, cell.region, ${distribution('sum')}
    from cell_hour as sum join cell on cell.id = sum.cell join provider on provider.id = cell.provider
    where sum.start = ${timestamp(hour)} and cell.gpu = any(${[...gpus]}::text[])`.execute(db);
  const medians = new Map<string, number>();
  for (const { name, parts } of seriesOf(rows)) {
    const { p50 } = priceFigures(mergeDistributions(parts.map(wholeDistribution)));
    if (p50 !== null) medians.set(name, p50);
  }
  return medians;
}

function wholeDistribution(row: HourRow): PriceDistribution & { readonly isFirst: boolean } {
  return { ...distributionOf(row), isFirst: true };
}

/** Each series of one provider and region, and each of a whole GPU, with the rows it is made of. */
function seriesOf<Row extends SignalSeries>(
  rows: readonly Row[],
): readonly { readonly name: string; readonly series: SignalSeries; readonly parts: readonly Row[] }[] {
  const groups = [
    Map.groupBy(rows, (row) => nameOfSeries(row)),
    Map.groupBy(rows, (row) => nameOfSeries(wholeGpu(row))),
  ];
  return groups.flatMap((group, index) =>
    Array.from(group, ([name, parts]) => {
      const { gpu, billing, simulated, provider, region } = parts[0]!;
      const place = { gpu, billing, simulated, provider, region };
      return { name, series: index === 0 ? place : wholeGpu(place), parts };
    }),
  );
}

function wholeGpu({ gpu, billing, simulated }: SignalSeries): SignalSeries {
  return { gpu, billing, simulated, provider: null, region: null };
}

/** The GPUs that can be rented now. */
export async function gpusOffered(db: Db): Promise<string[]> {
  const { rows } = await sql<{ gpu: string }>`
    select distinct gpu from offer where rentable and gpu is not null order by 1`.execute(db);
  return rows.map(({ gpu }) => gpu);
}

/** What a series costs now. */
export type CurrentPrice = {
  readonly name: string;
  readonly series: SignalSeries;
  /** The median over the offers that can be rented, micro-dollars per GPU-hour. */
  readonly price: number;
  readonly offers: number;
  readonly providers: readonly string[];
  /** The earliest of the instants its offers were last observed at. */
  readonly observedAt: Instant;
  readonly stale: boolean;
};

type PriceRow = SignalSeries & {
  readonly provider: string;
  readonly price: number;
  readonly offers: number;
  readonly observedAt: Instant;
  readonly stale: boolean;
};

/**
 * Prices of every series with an offer that can be rented, of these GPUs. Computed as those of hours
 * are, with every offer weighing the same: the two can be held against each other. A quote in quarantine is in
 * neither, and its offer counts with its last good price.
 */
export async function currentPrices(db: Db, now: Instant, gpus: readonly string[]): Promise<CurrentPrice[]> {
  const { rows } = await sql<PriceRow>`
    select offer.gpu, offer.billing, provider.simulated, offer.provider, offer.region, offer.price,
      count(*)::int as offers, min(${observedAt}) as "observedAt", bool_or(${staleAt(now)}) as stale
    from offer join provider on provider.id = offer.provider
    where offer.rentable and offer.gpu = any(${[...gpus]}::text[])
    group by 1, 2, 3, 4, 5, 6
    order by offer.gpu, offer.billing, offer.provider, offer.region, offer.price`.execute(db);
  return seriesOf(rows).flatMap(({ name, series, parts }) => {
    const { p50 } = priceFigures(
      mergeDistributions(
        parts.map(({ price, offers }) => ({
          held: [{ price, heldMs: offers, carried: offers, began: 0 }],
          listedMs: offers,
          isFirst: true,
        })),
      ),
    );
    if (p50 === null) return [];
    return {
      name,
      series,
      price: p50,
      offers: parts.reduce((sum, { offers }) => sum + offers, 0),
      providers: [...new Set(parts.map(({ provider }) => provider))].toSorted(),
      observedAt: parts.reduce(
        (first, part) => (part.observedAt < first ? part.observedAt : first),
        parts[0]!.observedAt,
      ),
      stale: parts.some(({ stale }) => stale),
    };
  });
}
