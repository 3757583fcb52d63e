import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noRealSeries, realSeriesFolder } from '../support/real-series.ts';
import { spotgraph } from '../support/spotgraph.ts';

// Needs the real series beside the project in ../shared.
const folder = realSeriesFolder();

type Row = {
  readonly horizonHours: number;
  readonly n: number;
  readonly skill: number | null;
  readonly pinballSkill: number | null;
  readonly coverage80: number | null;
  readonly width80: number | null;
  readonly directionHitRate: number | null;
  readonly directionCalls: number;
};
type Result = {
  readonly pooled: readonly Row[];
  readonly series: readonly (Row & { readonly id: string })[];
};

/** Lines in per cent, for 1, 6 and 24 h; undefined where there is none. */
type Lines = {
  readonly set: string;
  readonly skill: readonly (number | undefined)[];
  readonly pinball: readonly (number | undefined)[];
  readonly coverage: readonly [number, number];
};

const none = [undefined, undefined, undefined];

test.skipIf(noRealSeries).each<Lines>([
  { set: 'vast_median', skill: [5, 16, 13], pinball: [11, 19, 15], coverage: [77, 84] },
  { set: 'prime_median', skill: none, pinball: [undefined, undefined, 4], coverage: [78, 90] },
  { set: 'aws_spot_2020', skill: [undefined, 10, 11], pinball: none, coverage: [80, 90] },
  { set: 'aws_g2_2015', skill: [undefined, 7, 10], pinball: none, coverage: [73, 100] },
  { set: 'gcp_weekly', skill: none, pinball: none, coverage: [0, 100] },
])(
  'on $set forecasts are as good as they are said to be',
  async ({ set, skill, pinball, coverage }) => {
    const ended = await spotgraph(['backtest', 'prices', join(folder, `${set}.csv`), '--json']);
    expect(ended.code).toBe(0);
    const { pooled, series }: Result = JSON.parse(ended.out);
    expect(pooled.map(({ horizonHours }) => horizonHours)).toEqual([1, 6, 24]);
    pooled.forEach((row, index) => {
      expect(row.n).toBeGreaterThan(0);
      expect(100 * (row.skill ?? NaN)).toBeGreaterThanOrEqual(skill[index] ?? -2);
      expect(100 * (row.pinballSkill ?? NaN)).toBeGreaterThanOrEqual(pinball[index] ?? -2);
      expect(100 * (row.coverage80 ?? NaN)).toBeGreaterThanOrEqual(coverage[0]);
      expect(100 * (row.coverage80 ?? NaN)).toBeLessThanOrEqual(coverage[1]);
    });
    const calls = pooled.reduce((sum, row) => sum + row.directionCalls, 0);
    const hits = pooled.reduce((sum, row) => sum + row.directionCalls * (row.directionHitRate ?? 0), 0);
    if (calls > 0) expect(hits / calls).toBeGreaterThanOrEqual(0.74);
    if (set !== 'vast_median') return;
    for (const row of [...pooled, ...series]) expect(row.width80).toBeLessThanOrEqual(1.05);
    for (const row of pooled) expect(row.directionHitRate).toBeGreaterThanOrEqual(0.74);
    for (const { coverage80 } of series) {
      expect(coverage80).toBeGreaterThanOrEqual(0.74);
      expect(coverage80).toBeLessThanOrEqual(0.87);
    }
  },
  60_000,
);
