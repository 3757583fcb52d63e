import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { availabilityTraces } from '#analytics/availability-trace.ts';
import { backtestDeadlines, deadlineFigures } from '#analytics/deadline-backtest.ts';
import { backtestDecisions } from '#analytics/decision-backtest.ts';
import { priceGrid, type PricePoint } from '#analytics/price-grid.ts';
import { replayable, type UnitEvent } from '#analytics/unit-event.ts';
import { waitFigures } from '#analytics/wait-score.ts';
import { HOUR_MS, instant } from '#units/time.ts';

const START = 1_700_002_800_000;
const OPTIONS = { waitHours: [12, 24], runHours: 6 };

function seriesOf(id: string, market: string, points: readonly PricePoint[]) {
  const grid = priceGrid(points);
  return grid && points.length >= 20 ? [{ id, market, grid }] : [];
}

function hourly(prices: readonly number[]): PricePoint[] {
  return prices.map((price, hour) => ({ at: instant(START + hour * HOUR_MS), price }));
}

/** A price that swings between 1 and 2 within two days, on a level that a bit of chance moves. */
function swinging(hours: number): number[] {
  return Array.from(
    { length: hours },
    (_, hour) => 1.5 + 0.5 * Math.sin((hour * Math.PI) / 24) + 0.02 * ((hour * 7919) % 13),
  );
}

describe('decisions replayed', () => {
  test('of a price that never moves are all to begin, and save nothing', () => {
    const { windows } = backtestDecisions(seriesOf('a', 'm', hourly(Array(400).fill(2))), OPTIONS);
    expect(windows.map(({ locked }) => waitFigures(locked))).toEqual(
      [400 - 168 - 12, 400 - 168 - 24].map((n) => ({
        n,
        saving: expect.closeTo(0, 9),
        oracleSaving: expect.closeTo(0, 9),
        worseShare: 0,
        waitShare: 0,
        expectedSaving: expect.closeTo(0, 9),
        coverage80: null,
      })),
    );
  });

  test('of a price that swings save, and never more than the oracle', () => {
    const { windows } = backtestDecisions(seriesOf('a', 'm', hourly(swinging(900))), OPTIONS);
    for (const { locked, floating } of windows) {
      const [at, along] = [waitFigures(locked), waitFigures(floating)];
      expect(at.saving).toBeGreaterThan(0.01);
      expect(at.saving).toBeLessThanOrEqual(at.oracleSaving ?? 0);
      expect(along.saving).toBeLessThanOrEqual(along.oracleSaving ?? 0);
    }
  });

  test('of too few prices are none', () => {
    const { windows } = backtestDecisions(seriesOf('a', 'm', hourly(swinging(25))), OPTIONS);
    expect(waitFigures(windows[1]!.locked)).toMatchObject({ n: 0, saving: null, worseShare: null });
  });

  test('know nothing of what comes later: another future leaves every earlier decision as it is', () => {
    const past = swinging(500);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 60, maxLength: 60 }),
        (future) => {
          // Both replays score the decisions whose wait is over at hour 500, whatever comes then.
          const other = hourly([...past, ...future]);
          const scores = [hourly([...past, ...swinging(560).slice(500)]), other].map((points) => {
            const decided: (readonly [number, number])[] = [];
            backtestDecisions(seriesOf('a', 'm', points), {
              ...OPTIONS,
              onSettled: ({ from, paid, deadline }) => {
                if (deadline < START / HOUR_MS + 500) decided.push([from, paid]);
              },
            });
            return decided;
          });
          expect(scores[0]!.length).toBeGreaterThan(500);
          expect(scores[1]).toEqual(scores[0]);
        },
      ),
      { numRuns: 5 },
    );
  });
});

// Real series lie beside the project's folder and are no part of it; without them these tests are skipped.
const DATA = new URL('../../../shared/data/', import.meta.url);
const hasData = existsSync(DATA);

function table(path: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(new URL(path, DATA), 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const fields = line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? [];
    return Object.fromEntries(names.map((name, index) => [name, (fields[index] ?? '').replace(/,$/, '')]));
  });
}

function realSeries(path: string, keep: (row: Record<string, string>) => readonly [string, string, string]) {
  const points = new Map<string, PricePoint[]>();
  for (const row of table(path)) {
    const [id, at, price] = keep(row);
    if (!(Number(price) > 0) || id === '') continue;
    points.set(id, [...(points.get(id) ?? []), { at: instant(Date.parse(at)), price: Number(price) }]);
  }
  return [...points].flatMap(([id, own]) => seriesOf(id, 'one', own));
}

const MARKETS = {
  vast: () =>
    realSeries('price_series/vast_runpod_lambda_2h_2026-03_2026-08.csv', (row) => [
      row['provider'] === 'vast' ? (row['gpu_name'] ?? '') : '',
      row['ts_utc'] ?? '',
      row['median_usd_gpu_hr'] ?? '',
    ]),
  prime: () =>
    realSeries('price_series/prime_marketplace_30min_2025-10_2025-11.csv', (row) => [
      `${row['gpu_type']} ${row['socket']}`,
      row['ts_utc'] ?? '',
      row['median'] ?? '',
    ]),
  auction: () =>
    realSeries('price_series/aws_g2_2xlarge_spot_2015.csv', (row) => [
      row['az'] ?? '',
      row['ts_utc'] ?? '',
      row['price_spot_usd_hr'] ?? '',
    ]),
};

describe.skipIf(!hasData)('on real prices', () => {
  test('waiting on Vast saves at least 4.5 and 5.5 %, and few waits end worse', () => {
    const [half, day] = backtestDecisions(MARKETS.vast(), OPTIONS).windows.map(({ locked }) =>
      waitFigures(locked),
    );
    expect(half!.n).toBeGreaterThan(500);
    expect(half!.saving).toBeGreaterThanOrEqual(0.045);
    expect(half!.worseShare).toBeLessThanOrEqual(0.12);
    expect(day!.saving).toBeGreaterThanOrEqual(0.055);
    expect(day!.worseShare).toBeLessThanOrEqual(0.08);
  });

  test.each(['prime', 'auction'] as const)('on %s no way to decide loses more than 0.5 %', (name) => {
    const { windows } = backtestDecisions(MARKETS[name](), OPTIONS);
    for (const { locked, floating } of windows) {
      expect(waitFigures(locked).n).toBeGreaterThan(500);
      expect(waitFigures(locked).saving).toBeGreaterThanOrEqual(-0.005);
      expect(waitFigures(floating).saving).toBeGreaterThanOrEqual(-0.005);
    }
  });
});

describe.skipIf(!hasData)('on real availability', () => {
  test('every deadline is met, near the oracle and under the paper’s rule', () => {
    const events = table('interruption/skypilot_spot_traces_rle.csv').flatMap((row): UnitEvent[] => {
      if (row['kind'] !== 'availability') return [];
      const [gap, from, length] = ['gap_seconds', 'seg_start_tick', 'seg_len_ticks'].map((name) =>
        Number(row[name]),
      ) as [number, number, number];
      const at = (tick: number) =>
        instant(Date.parse(`${row['trace_start_date']}T00:00:00Z`) + tick * gap * 1000);
      const unit = `${row['zone']}/${row['device']}/${row['devices_per_node']}`;
      const market = row['device'] ?? '';
      return [
        { at: at(from), unit, market, event: Number(row['value_nodes_available']) > 0 ? 'UP' : 'DOWN' },
        // The newest one ends the trace; earlier ones are taken back by the next segment's event.
        { at: at(from + length), unit, market, event: 'DOWN' },
      ];
    });
    const job = { workHours: 12, deadlineHours: 18, spotPrice: 0.3 };
    for (const restartHours of [5 / 60, 0.2]) {
      const { pooled, units } = backtestDeadlines(availabilityTraces(replayable(events)), {
        ...job,
        restartHours,
      });
      const figures = deadlineFigures(pooled);
      expect(figures.n).toBeGreaterThan(500);
      expect(figures.metShare).toBe(1);
      expect(figures.costShare!.policy).toBeLessThanOrEqual(figures.costShare!.oracle + 0.08);
      for (const { score } of units) expect(score.costs.policy).toBeLessThanOrEqual(score.costs.paperRule);
    }
  });
});
