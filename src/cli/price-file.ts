import { FEWEST_POINTS, type BacktestSeries } from '#analytics/price-backtest.ts';
import { priceGrid, type PricePoint } from '#analytics/price-grid.ts';
import { IMPORT_FORMAT, type ImportRow } from '#ingest/import-row.ts';
import type { Terminal } from './command.ts';
import { readRows } from './read-rows.ts';

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
  const series = new Map<string, PriceHistory>();
  const rejected = await readRows(name, terminal, IMPORT_FORMAT, (row) => addPoint(series, row));
  return { series: [...series.values()], rejected };
}

/** The series a backtest can replay; those with too few prices are told and left out. */
export function replayableSeries(
  series: readonly PriceHistory[],
  { err }: Pick<Terminal, 'err'>,
): readonly BacktestSeries[] {
  return series.flatMap(({ id, market, points }) => {
    const grid = points.length < FEWEST_POINTS ? undefined : priceGrid(points);
    if (!grid) err(`${id}: ${points.length} prices, and no fewer than ${FEWEST_POINTS} can be judged\n`);
    return grid ? [{ id, market, grid }] : [];
  });
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
