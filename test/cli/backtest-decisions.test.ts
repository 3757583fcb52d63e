import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { HOUR_MS, formatInstant, instant, MINUTE_MS } from '#units/time.ts';
import { HEADER } from '../support/import-file.ts';
import { jitter } from '../support/price-series.ts';
import { spotgraph } from '../support/spotgraph.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

/** A price that comes back to its level, by the hour, and a line that is none. */
const PRICES = [
  HEADER,
  ...jitter(2, 600).map(
    (usd, hour) =>
      `${formatInstant(instant(START + hour * HOUR_MS))},vast,H100,1,,verified,on_demand,${usd.toFixed(6)},,`,
  ),
  'yesterday,vast,H100,1,,verified,on_demand,2,,',
  `${formatInstant(instant(START))},vast,A100,1,,verified,on_demand,1,,`,
  '',
].join('\n');

/** Spot that is up for two hours of every three. */
const EVENTS = [
  'observed_at,unit,event,gpu,region',
  ...Array.from({ length: 100 }, (_, index) => {
    const at = START + Math.floor(index / 2) * 3 * HOUR_MS + (index % 2) * 2 * HOUR_MS + 10 * MINUTE_MS;
    return `${formatInstant(instant(at))},us-east-1a,${index % 2 === 0 ? 'up' : 'down'},K80,us-east-1`;
  }),
  '',
].join('\n');

const FIGURES = {
  n: expect.any(Number) as number,
  saving: expect.any(Number) as number,
  oracleSaving: expect.any(Number) as number,
  worseShare: expect.any(Number) as number,
};

test('prices are replayed: figures pooled over the wait asked for, by window and by series', async () => {
  const ended = await spotgraph(['backtest', 'decisions', '--json', '-'], { stdin: gzipSync(PRICES) });
  expect(ended.code).toBe(1);
  expect(ended.err).toContain('standard input, line 602: observed_at "yesterday" is no time');
  expect(ended.err).toContain('vast|A100|1||verified|on_demand: 1 prices');
  const told = JSON.parse(ended.out) as Record<string, unknown>;
  expect(told).toMatchObject({ ...FIGURES, waitHours: 24, n: 600 - 168 - 24 });
  expect(told['windows']).toMatchObject([
    { waitHours: 12, locked: FIGURES, floating: { runHours: 6, ...FIGURES } },
    { waitHours: 24, locked: FIGURES, floating: { runHours: 6, ...FIGURES } },
  ]);
  expect(told['series']).toMatchObject([{ id: 'vast|H100|1||verified|on_demand', windows: [{}, {}] }]);
  const [saving, oracle] = [told['saving'] as number, told['oracleSaving'] as number];
  expect(saving).toBeGreaterThan(0.01);
  expect(saving).toBeLessThanOrEqual(oracle);

  const half = await spotgraph(['backtest', 'decisions', '--json', '--wait', '12', '-'], { stdin: PRICES });
  expect(JSON.parse(half.out)).toMatchObject({ waitHours: 12, n: 600 - 168 - 12 });
  const table = await spotgraph(['backtest', 'decisions', '-'], { stdin: PRICES });
  expect(table.out).toContain('all 1 series');
  expect(table.out).not.toContain('NaN');
});

test('a file of interruptions runs jobs with a deadline', async () => {
  const ended = await spotgraph(['backtest', 'decisions', '--json', '--spot-price', '0.25', '-'], {
    stdin: EVENTS,
  });
  expect(ended).toMatchObject({ code: 0, err: '' });
  const told = JSON.parse(ended.out) as { costShare: Record<string, number>; saving: number };
  expect(told).toMatchObject({
    ...FIGURES,
    metShare: 1,
    job: { workHours: 12, deadlineHours: 18, restartHours: 5 / 60, spotPrice: 0.25 },
    units: [{ unit: 'us-east-1a', ...FIGURES, metShare: 1 }],
  });
  // Up for two thirds of the time and a deadline of one and a half times the work: nearly all of it fits on spot.
  expect(told.costShare['policy']).toBeLessThan(0.45);
  expect(told.costShare['oracle']).toBeLessThanOrEqual(told.costShare['policy']!);
  expect(told.saving).toBeCloseTo(1 - told.costShare['policy']!, 12);
  const table = await spotgraph(['backtest', 'decisions', '-'], { stdin: EVENTS });
  expect(table.out).toContain('all 1 units');
});

test('where nothing could be judged it says why', async () => {
  const short = `${PRICES.split('\n').slice(0, 12).join('\n')}\n`;
  const prices = await spotgraph(['backtest', 'decisions', '--json', '-'], { stdin: short });
  expect(prices.code).toBe(0);
  expect(prices.err).toContain('Nothing could be judged: jobs arrive from the eighth day of a series on');
  expect(JSON.parse(prices.out)).toMatchObject({ n: 0, saving: null });
  const few = `${EVENTS.split('\n').slice(0, 5).join('\n')}\n`;
  const events = await spotgraph(['backtest', 'decisions', '--json', '-'], { stdin: few });
  expect(events.code).toBe(0);
  expect(events.err).toContain('watched for the 18 hours to its deadline');
  expect(JSON.parse(events.out)).toMatchObject({ n: 0, saving: null });
});

test.each([
  [['x.csv', 'y.csv'], 'name one CSV file'],
  [['--wait', '0', 'x.csv'], '--wait 0 is not'],
  [['--work', '20', '--deadline', '10', 'x.csv'], 'before the work'],
  [['--spot-price', '2', 'x.csv'], '--spot-price 2 is not'],
  [['no-such-file.csv'], 'does not exist'],
])('%j is refused', async (args, message) => {
  const ended = await spotgraph(['backtest', 'decisions', ...args]);
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.err).toContain(message);
});
