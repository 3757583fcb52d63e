import { sql, type RawBuilder } from 'kysely';
import { priceFigures, type PriceDistribution } from '#analytics/price-distribution.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { DAY_MS, formatInstant, HOUR_MS, type Instant } from '#units/time.ts';
import { heldQuotes } from './store-held.ts';

export type Grain = 'HOUR' | 'DAY';

export const GRAIN_MS: Readonly<Record<Grain, number>> = { HOUR: HOUR_MS, DAY: DAY_MS };

const CELLS = { HOUR: sql.table('cell_hour'), DAY: sql.table('cell_day') } as const;
const FIGURES = { HOUR: sql.table('gpu_hour'), DAY: sql.table('gpu_day') } as const;

/** What is rolled up: whole hours or days, of every cell or of some. */
export type RollupChunk = {
  readonly grain: Grain;
  readonly from: Instant;
  readonly to: Instant;
  readonly provider: string | null;
  readonly imported: boolean | null;
};

/** Computes the roll-ups of a chunk from its raw changes. The caller owns the memory. */
export async function rollUpChunk(db: Db, chunk: RollupChunk): Promise<void> {
  await ensureRollupPartitions(db, chunk);
  await writeCells(db, chunk);
  await writeFigures(db, chunk);
}

/**
 * Computes days from the hours of their cells, which must all be there: what a price held adds up, and so
 * do the quotes that were in force at the start of the first hour and those that began in any.
 */
export async function mergeDays(db: Db, chunk: RollupChunk): Promise<void> {
  const { from, to } = chunk;
  await ensureRollupPartitions(db, chunk);
  await removeCells(db, chunk);
  await sql`
    insert into cell_day (cell, start, prices, held_ms, carried, began, listed_ms)
    select cell, day, ${pricesInOrder}, sum(listed_ms)
    from (
      select sum.cell, ${dayOf} as day, quote.price, sum(quote.held_ms)::bigint as held_ms,
        coalesce(sum(quote.carried) filter (where sum.start = ${dayOf}), 0)::int as carried,
        sum(quote.began)::int as began, ${listedOnce} as listed_ms
      from cell_hour as sum join cell as offer on offer.id = sum.cell ${quotesOf}
      where sum.start >= ${timestamp(from)} and sum.start < ${timestamp(to)} and ${chosen(chunk, sql`offer.imported`)}
      group by 1, 2, 3
    ) as by_price
    group by 1, 2`.execute(db);
  await writeFigures(db, chunk);
}

const dayOf = sql`date_trunc('day', sum.start at time zone 'UTC') at time zone 'UTC'`;

/** One row for each price of a cell's distribution, and one without a price where it has none. */
const quotesOf = sql`left join lateral unnest(sum.prices, sum.held_ms, sum.carried, sum.began) with ordinality
  as quote (price, held_ms, carried, began, place) on true`;

const listedOnce = sql`coalesce(sum(sum.listed_ms) filter (where coalesce(quote.place, 1) = 1), 0)::bigint`;

const pricesInOrder = sql.join(
  ['price', 'held_ms', 'carried', 'began'].map(
    (column) =>
      sql`coalesce(array_agg(${sql.ref(column)} order by price) filter (where price is not null), '{}')`,
  ),
);

async function ensureRollupPartitions(db: Db, { grain, from, to }: RollupChunk): Promise<void> {
  const unit = grain === 'HOUR' ? 'month' : 'year';
  const name = grain.toLowerCase();
  await sql`select ensure_partitions(name, ${unit}, ${timestamp(from)}, ${timestamp(to)})
    from unnest(array[${`cell_${name}`}, ${`gpu_${name}`}]) as name`.execute(db);
}

const isImported = sql`(offer.key like 'import:%')`;

async function writeCells(db: Db, chunk: RollupChunk): Promise<void> {
  const { grain, from, to } = chunk;
  const offers = chosen(chunk, isImported);
  await sql`
    insert into cell (provider, imported, billing, gpu, gpu_name, region, tier)
    select distinct offer.provider, ${isImported}, offer.billing, offer.gpu, offer.gpu_name, offer.region, offer.tier
    from offer where (offer.listed or offer.observed_at >= ${timestamp(from)})
      and offer.first_observed_at < ${timestamp(to)} and ${offers}
      and not exists (select from cell where ${sameFacts()})
    on conflict do nothing`.execute(db);
  await removeCells(db, chunk);
  const ctes = heldQuotes({
    key: sql`cell.id`,
    joined: sql`join cell on ${sameFacts()}`,
    where: offers,
    takenToo: false,
    from,
    to,
    start: from,
    lengthMs: GRAIN_MS[grain],
    moment: { at: to, asOf: null },
    upToNow: false,
  });
  await sql`
    with ${ctes}
    insert into ${CELLS[grain]} (cell, start, prices, held_ms, carried, began, listed_ms)
    select key, ${timestamp(from)} + bucket * ${GRAIN_MS[grain]} * interval '1 millisecond',
      ${pricesInOrder}, sum(held_ms)
    from held group by key, bucket`.execute(db);
}

async function removeCells(db: Db, chunk: RollupChunk): Promise<void> {
  await sql`
    delete from ${CELLS[chunk.grain]} as sum using cell as offer
    where offer.id = sum.cell and sum.start >= ${timestamp(chunk.from)} and sum.start < ${timestamp(chunk.to)}
      and ${chosen(chunk, sql`offer.imported`)}`.execute(db);
}

function sameFacts(): RawBuilder<unknown> {
  return sql`cell.provider = offer.provider and cell.imported = ${isImported} and cell.billing = offer.billing
    and cell.gpu_name = offer.gpu_name and cell.tier = offer.tier
    and coalesce(cell.gpu, '') = coalesce(offer.gpu, '') and coalesce(cell.region, '') = coalesce(offer.region, '')`;
}

function chosen({ provider, imported }: RollupChunk, isFile: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join(
    [
      sql`true`,
      ...(provider === null ? [] : [sql`offer.provider = ${provider}`]),
      ...(imported === null ? [] : [sql`${isFile} = ${imported}`]),
    ],
    sql` and `,
  );
}

type CellRow = {
  readonly gpu: string;
  readonly billing: string;
  readonly simulated: boolean;
  readonly start: Instant;
  readonly prices: readonly number[];
  readonly heldMs: readonly number[];
  readonly carried: readonly number[];
  readonly began: readonly number[];
  readonly listedMs: number;
};

/** Figures of whole GPUs, from all their cells, for those GPUs that the chunk has cells of. */
async function writeFigures(db: Db, chunk: RollupChunk): Promise<void> {
  const { grain, from, to } = chunk;
  const within = sql`sum.start >= ${timestamp(from)} and sum.start < ${timestamp(to)}`;
  const touched = sql`(select offer.gpu from cell as offer
    where offer.gpu is not null and ${chosen(chunk, sql`offer.imported`)})`;
  await sql`delete from ${FIGURES[grain]} as sum where ${within} and sum.gpu in ${touched}`.execute(db);
  const { rows } = await sql<CellRow>`
    select merged.gpu, merged.billing, merged.simulated, merged.start, ${distribution('merged')}
    from (
      select gpu, billing, simulated, start, ${pricesInOrder}, sum(listed_ms)::bigint
      from (
        select cell.gpu, cell.billing, provider.simulated, sum.start, quote.price,
          sum(quote.held_ms)::bigint as held_ms, sum(quote.carried)::int as carried, sum(quote.began)::int as began,
          ${listedOnce} as listed_ms
        from ${CELLS[grain]} as sum join cell on cell.id = sum.cell join provider on provider.id = cell.provider
        ${quotesOf}
        where ${within} and cell.gpu in ${touched}
        group by 1, 2, 3, 4, 5
      ) as by_price
      group by 1, 2, 3, 4
    ) as merged (gpu, billing, simulated, start, prices, held_ms, carried, began, listed_ms)`.execute(db);
  const figures = rows.map(({ gpu, billing, simulated, start, ...row }) => {
    const figuresOfRow = priceFigures(distributionOf(row));
    return { gpu, billing, simulated, start: formatInstant(start), ...figuresOfRow };
  });
  if (figures.length === 0) return;
  await sql`
    insert into ${FIGURES[grain]} (gpu, billing, simulated, start, n, anomalies, p10, p50, p90, min, max, offer_ms,
      listed_ms)
    select gpu, billing, simulated, start, n, anomalies, p10, p50, p90, min, max, "offerMs", "listedMs"
    from jsonb_to_recordset(${JSON.stringify(figures)}::text::jsonb) as row (gpu text, billing text,
      simulated boolean, start timestamptz, n int, anomalies int, p10 bigint, p50 bigint, p90 bigint, min bigint,
      max bigint, "offerMs" bigint, "listedMs" bigint)`.execute(db);
}

/** A cell's distribution as columns; arrays of bigint would come back as text. */
export function distribution(row: string): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`${row}.${name}`);
  return sql`${column('prices')}::float8[] as prices, ${column('held_ms')}::float8[] as "heldMs",
    ${column('carried')}::float8[] as carried, ${column('began')}::float8[] as began,
    ${column('listed_ms')} as "listedMs"`;
}

export function distributionOf(
  row: Pick<CellRow, 'prices' | 'heldMs' | 'carried' | 'began' | 'listedMs'>,
): PriceDistribution {
  return {
    held: row.prices.map((price, index) => ({
      price,
      heldMs: row.heldMs[index] ?? 0,
      carried: row.carried[index] ?? 0,
      began: row.began[index] ?? 0,
    })),
    listedMs: row.listedMs,
  };
}
