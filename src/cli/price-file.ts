import type { PricePoint } from '#analytics/price-grid.ts';
import { csvReading } from '#ingest/csv-rows.ts';
import { importRows } from '#ingest/import-rows.ts';
import type { ImportRow } from '#ingest/import-row.ts';
import type { Terminal } from './command.ts';
import { openInput } from './open-input.ts';

const MICROS_PER_USD = 1_000_000;

export type PriceHistory = {
  /** What the rows say of the offer, as written: "vast|H100|1||verified|on_demand". */
  readonly id: string;
  /** Its provider and billing. */
  readonly market: string;
  readonly points: PricePoint[];
};

export type PriceFile = { readonly series: readonly PriceHistory[]; readonly rejected: number };

/** Reads the series of a file in the import format. Bad lines are told with number and reason, and left out. */
export async function readPriceFile(name: string, terminal: Terminal): Promise<PriceFile> {
  await using source = await openInput(name, terminal);
  const series = new Map<string, PriceHistory>();
  let rejected = 0;
  const rows = importRows(source, csvReading(), {
    now: terminal.now(),
    signal: terminal.signal,
    onReject: ({ line, reason }) => {
      rejected++;
      terminal.err(`${source.name}, line ${line}: ${reason}\n`);
    },
  });
  for await (const { row } of rows) addPoint(series, row);
  return { series: [...series.values()], rejected };
}

/** Adds a row to the series it belongs to. */
export function addPoint(series: Map<string, PriceHistory>, row: ImportRow): void {
  const id = seriesId(row);
  let one = series.get(id);
  if (!one)
    series.set(id, (one = { id, market: `${row.provider}|${row.billing.toLowerCase()}`, points: [] }));
  one.points.push({ at: row.observedAt, price: row.price / MICROS_PER_USD });
}

function seriesId({ provider, gpu, gpuCount, region, tier, billing }: ImportRow): string {
  return [provider, gpu, gpuCount, region ?? '', tier, billing.toLowerCase()].join('|');
}
