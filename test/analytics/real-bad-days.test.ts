import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hampel } from '#analytics/hampel.ts';

// Daily averages of GPU classes that fall back to another class where a day's own prices are missing.
const FILE = new URL(
  '../../../shared/data/price_series/gpu_class_daily_index_2026-03_2026-08.csv',
  import.meta.url,
);

type Day = { readonly date: string; readonly value: number | undefined; readonly bad: boolean };

/**
 * The series by class. A day is bad where its figure is not the class's own: 1.0, which is written
 * where nothing was found (2026-03-11, B200), or to the cent the figure of the class to its left, which
 * is filled in from there (2026-03-11: 7.43 from hyperscaler H100s into A100s and neoclouds; 2026-03-13: 1.40
 * of the A100 for a B200). On 2026-04-20 the A100 of neoclouds has the hyperscalers' 3.69 of the day before.
 */
function series(): ReadonlyMap<string, readonly Day[]> {
  const [header = '', ...lines] = readFileSync(FILE, 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.trim().split(','));
  const classes = header.trim().split(',').slice(1);
  return new Map(
    classes.map((name, index) => [
      name,
      rows.map((row): Day => {
        const [date = ''] = row;
        const own = row[index + 1] ?? '';
        const filled = own === '1.0' || (index > 0 && own === row[index]);
        const bad = own !== '' && (filled || (date === '2026-04-20' && name === 'neocloud-A100'));
        return { date, value: own === '' ? undefined : Number(own), bad };
      }),
    ]),
  );
}

const valuesOf = (days: readonly Day[]) => days.map(({ value }) => value);

describe.skipIf(!existsSync(FILE))('Hampel’s rule on real daily prices', () => {
  test('finds the 90 bad days of six classes, and calls none of 696 good ones bad', () => {
    const found: string[] = [];
    const missed: string[] = [];
    const falseAlarms: string[] = [];
    let good = 0;
    for (const [name, days] of series()) {
      const flags = hampel(valuesOf(days));
      days.forEach(({ date, value, bad }, index) => {
        if (value === undefined) return;
        if (!bad) good++;
        if (bad) (flags[index] ? found : missed).push(`${name} ${date}`);
        else if (flags[index]) falseAlarms.push(`${name} ${date}`);
      });
    }
    expect(found).toHaveLength(90);
    // After it, 2026-03-27 to 31 are at 1.48 where 1.40 was usual: a small new level must not cover it.
    expect(found).toContain('neocloud-A100 2026-03-26');
    expect(missed).toEqual([]);
    expect(falseAlarms).toEqual([]);
    expect(good).toBe(696);
  });

  test('finds a spike of a factor of 3 to 100, up or down, put on any day', () => {
    const spikes = { put: 0, found: 0 };
    for (const days of cleaned().values()) {
      for (const factor of [3, 100, 1 / 3, 1 / 100]) {
        for (let day = 0; day < days.length; day++) {
          spikes.put++;
          if (hampel(days.map((value, index) => (index === day ? value * factor : value)))[day])
            spikes.found++;
        }
      }
    }
    expect(spikes).toEqual({ put: 2784, found: 2784 });
  });

  test('takes no price that has moved by half for good for an anomaly', () => {
    const alarms: string[] = [];
    let shifts = 0;
    for (const [name, days] of cleaned()) {
      const before = hampel(days);
      for (let day = 20; day < days.length - 20; day++) {
        shifts++;
        const flags = hampel(days.map((value, index) => (index < day ? value : value * 1.5)));
        flags.forEach((flag, index) => {
          if (flag && !before[index]) alarms.push(`${name} ${day} ${index}`);
        });
      }
    }
    // The day flagged lies before the shift, where few days of the old level are left in the window.
    expect({ shifts, alarms: alarms.length }).toEqual({ shifts: 456, alarms: 1 });
    expect(alarms.filter((alarm) => Number(alarm.split(' ')[2]) >= Number(alarm.split(' ')[1]))).toEqual([]);
  });
});

/** The good days alone, in order. */
function cleaned(): ReadonlyMap<string, readonly number[]> {
  const good = (days: readonly Day[]) =>
    days.flatMap(({ value, bad }) => (value === undefined || bad ? [] : value));
  return new Map([...series()].map(([name, days]) => [name, good(days)]));
}
