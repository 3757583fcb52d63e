import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { spotgraph } from '../support/spotgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotgraph-backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'observed_at,provider,gpu,gpu_count,region,tier,billing,price_per_gpu_hour_usd';

/** 300 hours of a price that steps aside for an hour in ten, and of one that never moves; and three of a third. */
function csv(): string {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour, 30)).toISOString();
  const lines = Array.from({ length: 300 }, (_, hour) => [
    `${at(hour)},vast,H100,1,"Oregon, US",verified,on_demand,${hour % 10 === 9 ? 2.5 : 2}`,
    `${at(hour)},vast,L4,8,,,spot,0.3`,
  ]);
  return [HEADER, ...lines.flat(), ...[0, 1, 2].map((hour) => `${at(hour)},aws,T4,1,,,spot,0.1`)].join('\n');
}

function written(name: string, data: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, data);
  return path;
}

test('the JSON holds each series by horizon, and all of them pooled', async () => {
  const ended = await spotgraph(['backtest', 'prices', written('a.csv', csv()), '--json']);
  expect(ended.code).toBe(0);
  expect(ended.err).toBe('aws|T4|1|||spot: 3 prices, and no fewer than 20 can be judged\n');
  const { pooled, series, ...others } = JSON.parse(ended.out);
  expect(others).toEqual({});
  const ids = ['vast|H100|1|Oregon, US|verified|on_demand', 'vast|L4|8|||spot'];
  expect(
    series.map(({ id, horizonHours }: { id: string; horizonHours: number }) => [id, horizonHours]),
  ).toEqual(ids.flatMap((id) => [1, 6, 24].map((hours) => [id, hours])));
  for (const row of [...pooled, ...series]) {
    for (const key of ['horizonHours', 'n', 'mae', 'skill', 'pinballSkill', 'coverage80', 'width80']) {
      expect(row[key]).toBeTypeOf('number');
    }
  }
  // From hour 150, the middle of a series shorter than two weeks, to hour 299: 149, 144 and 126 outcomes each.
  expect(pooled.map(({ n }: { n: number }) => n)).toEqual([298, 288, 252]);
  expect(series[1].skill).toBeGreaterThan(0.1);
  expect(series[4]).toMatchObject({ mae: 0, skill: 0, pinballSkill: 0, coverage80: 1, width80: 1 });
});

test('a packed file and standard input say the same, and the table what the JSON says', async () => {
  const plain = await spotgraph(['backtest', 'prices', written('b.csv', csv())]);
  const packed = await spotgraph(['backtest', 'prices', written('b.csv.gz', gzipSync(csv()))]);
  const piped = await spotgraph(['backtest', 'prices', '-'], { stdin: csv() });
  expect(plain.code).toBe(0);
  expect(packed.out).toBe(plain.out);
  expect(piped.out).toBe(plain.out);
  expect(plain.out).toMatch(/all 2 series\n +1 +298 /);
  expect(plain.out).toContain('\nvast|L4|8|||spot\n');
});

test('bad lines are named and left out', async () => {
  const lines = csv().split('\n');
  const bad = [...lines.slice(0, 3), 'yesterday,vast,H100,1,,,on_demand,free', ...lines.slice(3)].join('\n');
  const [good, ended] = await Promise.all(
    [csv(), bad].map((stdin) => spotgraph(['backtest', 'prices', '-', '--json'], { stdin })),
  );
  expect(ended?.code).toBe(1);
  expect(ended?.err).toMatch(
    /^standard input, line 4: observed_at "yesterday" .*price_per_gpu_hour_usd "free"/,
  );
  expect(ended?.out).toBe(good?.out);
});

test('nothing to judge is null, and valid JSON', async () => {
  const ended = await spotgraph(['backtest', 'prices', '-', '--json'], { stdin: `${HEADER}\n` });
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.err).toContain('Nothing could be judged');
  expect(JSON.parse(ended.out)).toMatchObject({
    series: [],
    pooled: [{ n: 0, mae: null, skill: null }, {}, {}],
  });
});

test('what cannot be followed is told', async () => {
  for (const [args, message] of [
    [['backtest'], 'name what to test, one of '],
    [['backtest', 'prices'], 'name one CSV file in the import format'],
    [['backtest', 'prices', 'a.csv', 'b.csv'], 'name one CSV file in the import format'],
    [['backtest', 'prices', join(folder, 'nowhere.csv')], 'nowhere.csv does not exist'],
    [['backtest', 'prices', written('c.csv', '')], 'is empty'],
  ] as const) {
    const ended = await spotgraph(args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain(message);
  }
});
