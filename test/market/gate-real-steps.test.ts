import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { SUSPECT_FACTOR } from '#market/gate.ts';

// Needs the real series beside the project in ../shared.
const folder = fileURLToPath(new URL('../../../shared/data/price_series/', import.meta.url));

type Row = Readonly<Record<string, string>>;
type Source = {
  readonly file: string;
  /** The columns that tell a series, and those of its instant and prices. */
  readonly series: readonly string[];
  readonly at: string;
  readonly prices: readonly string[];
};

const RECENT: readonly Source[] = [
  {
    file: 'aws_gpu_spot_2019-12_2020-03.csv',
    series: ['instance_type', 'az', 'product'],
    at: 'ts_utc',
    prices: ['price_spot_usd_hr'],
  },
  {
    file: 'gcp_gpu_price_changes_2022-02_2026-07.csv',
    series: ['instance_type', 'region'],
    at: 'ts_utc',
    prices: ['price_on_demand_usd_hr', 'price_spot_usd_hr'],
  },
  {
    file: 'gpurentalprices_daily_2026-07_2026-08.csv',
    series: ['provider', 'gpu', 'vram_gb', 'kind'],
    at: 'date',
    prices: ['usd_gpu_hr'],
  },
  {
    file: 'multicloud_offers_20min_2026-08-20_22.csv',
    series: ['provider', 'gpu_label', 'vram_gb', 'billing', 'region', 'num_gpus'],
    at: 'snapshot_ts_utc',
    prices: ['usd_gpu_hr'],
  },
];
const AUCTION: Source = {
  file: 'aws_g2_2xlarge_spot_2015.csv',
  series: ['az'],
  at: 'ts_utc',
  prices: ['price_spot_usd_hr'],
};

/** By what factor each price of a series differs from the one before, of those that differ. Series that have two prices at an instant are of several offers, and left out. */
function stepsOf({ file, series, at, prices }: Source): number[] {
  const rows: Row[] = parse(readFileSync(folder + file), { columns: true });
  return prices.flatMap((price) => {
    const all = Map.groupBy(
      rows.filter((row) => Number(row[price]) > 0),
      (row) => series.map((name) => row[name]).join('|'),
    );
    return [...all.values()].flatMap((own) => {
      const instants = Map.groupBy(own, (row) => row[at] ?? '');
      if ([...instants.values()].some((same) => new Set(same.map((row) => row[price])).size > 1)) return [];
      const asked = [...instants]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, [row]]) => Number(row?.[price]));
      return asked.flatMap((now, index) => {
        const last = asked[index - 1];
        return last === undefined || last === now ? [] : Math.max(now / last, last / now);
      });
    });
  });
}

test.skipIf(!existsSync(folder))(
  'no single real price of 2020 to 2026 moved tenfold, 55 of the 2015 auction did',
  () => {
    const recent = RECENT.map(stepsOf);
    expect(recent.map(({ length }) => length)).toEqual([2369, 4300, 194, 147]);
    expect(recent.flat()).toHaveLength(7010);
    expect(Math.max(...recent.flat())).toBeCloseTo(6.995, 3);
    const auction = stepsOf(AUCTION);
    expect(auction).toHaveLength(8730);
    expect(auction.filter((factor) => factor >= SUSPECT_FACTOR)).toHaveLength(55);
  },
);
