import { sql } from 'kysely';
import { openDatabase, type Database } from '#db/open.ts';
import { importHistory } from '#ingest/importer.ts';
import type { ImportSource } from '#ingest/import-source.ts';
import { instant } from '#units/time.ts';
import { sequence } from '../test/support/market-fixtures.ts';
import { compare, type Comparison, type Engine, type Engines, type Round } from './comparison.ts';
import { copyIn } from './copy-in.ts';
import { newDatabase } from './databases.ts';

export type ImportRowsOptions = {
  readonly engines: Engines;
  readonly rows: number;
  readonly rounds: number;
};

const COLUMNS = [
  'offer_id',
  'observed_at',
  'price',
  'stock',
  'available',
  'listed',
  'previous_price',
  'previous_stock',
  'previous_available',
  'previous_listed',
  'reliability',
];

/** Rows of history imported a second, against COPY of the rows it stores into the same table. */
export async function importRows({ engines, rows, rounds }: ImportRowsOptions): Promise<Comparison[]> {
  const file = historyFile(rows);
  const comparisons: Comparison[] = [];
  for (const engine of engines.names) {
    await using database = await openDatabase(await newDatabase(engine, engines));
    await importOnce(database, file, rows);
    const prepared = await storedRows(database);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      await clear(database, 'price_change, offer');
      const figure = await perSecond(rows, () => importOnce(database, file, rows));
      await clear(database, 'price_change');
      const baseline = await perSecond(rows, async () => {
        await copyIn(database, `price_change (${COLUMNS.join(', ')})`, prepared);
      });
      measured.push({ figure, baseline });
    }
    comparisons.push(compare(described(engine, rows, file.length), measured));
  }
  return comparisons;
}

function described(engine: Engine, rows: number, bytes: number) {
  return {
    name: `import, ${rows.toLocaleString('en')} rows`,
    engine,
    unit: 'rows/s',
    measured: 'CSV lines read, checked, resolved, de-duplicated and committed, 10,000 a transaction',
    baselineName: 'COPY of the finished rows into the same table and indexes, in one statement',
    meaning: 'share of the speed of COPY, which checks nothing and resolves nothing; 1 would be as fast',
    details: { 'MB of CSV': bytes / 1e6 },
  };
}

async function importOnce({ db }: Database, file: Buffer, rows: number): Promise<void> {
  const source: ImportSource = { name: 'bench.csv', bytes: file.length, chunks: chunksOf(file) };
  const { added, rejected } = await importHistory(db, source, { now: instant(Date.now()) });
  if (added !== rows || rejected > 0)
    throw new Error(`${added} of ${rows} rows imported, ${rejected} rejected`);
}

async function* chunksOf(file: Buffer): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.length; from += 256 * 1024) yield file.subarray(from, from + 256 * 1024);
}

async function perSecond(rows: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return rows / ((performance.now() - startedAt) / 1000);
}

/** Empties tables; offers are numbered from 1 again, as the prepared rows have them. */
async function clear({ db }: Database, tables: string): Promise<void> {
  await sql.raw(`truncate ${tables} restart identity`).execute(db);
  // What one round leaves to be written must not be paid for by the next.
  await sql`checkpoint`.execute(db);
}

/** The rows the import stored, in COPY's text format. None of the values needs escaping. */
async function storedRows({ db }: Database): Promise<Buffer> {
  const fields = sql.raw(COLUMNS.map((column) => `coalesce(${column}::text, '\\N')`).join(', '));
  const { rows } = await sql<{ line: string }>`
    select concat_ws(E'\t', ${fields}) as line from price_change order by observed_at, offer_id`.execute(db);
  return Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
}

const GPUS = [
  'RTX 4090',
  'RTX 3090',
  'RTX 5090',
  'H100 SXM',
  'H100 PCIe',
  'A100 SXM 80GB',
  'L40S',
  'L4',
  'A40',
  'V100',
];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1'];

/** A history file of 200 offers, in order of time, each price different from the one before. */
export function historyFile(rows: number): Buffer {
  const random = sequence(1);
  const offers = GPUS.flatMap((gpu) =>
    REGIONS.flatMap((region) =>
      ['on_demand', 'spot'].flatMap((billing) => [1, 8].map((count) => ({ gpu, region, billing, count }))),
    ),
  );
  const lines = [
    'observed_at,provider,gpu,gpu_count,region,tier,billing,price_per_gpu_hour_usd,available_count,reliability\n',
  ];
  const start = Date.parse('2024-01-01T00:00:00Z');
  for (let row = 0; row < rows; row++) {
    const { gpu, region, billing, count } = offers[row % offers.length]!;
    const at = new Date(start + Math.floor(row / offers.length) * 600_000).toISOString();
    const price = (0.5 + 2 * random()).toFixed(4);
    const available = random() < 0.5 ? '' : String(Math.floor(16 * random()));
    lines.push(`${at},aws,${gpu},${count},${region},standard,${billing},${price},${available},\n`);
  }
  return Buffer.from(lines.join(''));
}
