import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { InterruptionBacktest } from '#analytics/interruption-backtest.ts';
import { eventColumns } from '#ingest/event-row.ts';
import { bambooEvents, lifetimeEvents, skypilotEvents } from '../support/interruption-sets.ts';
import { spotgraph } from '../support/spotgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotgraph-events-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hour = (hours: number): string => new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000).toISOString();

/** Three units of one market that are up for five hours of eight, two of them together. */
const turns = Array.from({ length: 90 }, (_, turn) =>
  ['a', 'b', 'c'].flatMap((unit, index) => {
    const from = turn * 8 + (index === 2 ? 4 : 0);
    return [`${unit},up,L4,${hour(from)},DE`, `${unit},down,L4,${hour(from + 5)},DE`];
  }),
).flat();
const HEADER = 'unit,event,gpu,observed_at,region';

test('a file’s chances, lives and gangs are judged, in words and as JSON, from a file, gzip or standard input', async () => {
  const text = `${[HEADER, ...turns].join('\n')}\n`;
  const file = join(folder, 'turns.csv.gz');
  writeFileSync(file, gzipSync(text));
  const shown = await spotgraph(['backtest', 'interruptions', file]);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('all 3 units\n   hours');
  expect(shown.out).toContain('\nNew instances: how many outlast a time\n');
  expect(shown.out).toContain('L4 DE');
  const json = await spotgraph(['backtest', 'interruptions', '--json', '-'], { stdin: text });
  expect(json).toMatchObject({ code: 0, err: '' });
  const result = JSON.parse(json.out) as Record<string, Record<string, unknown>[]>;
  expect(Object.keys(result).toSorted()).toEqual(['gangs', 'pooled', 'survival', 'units', 'windows']);
  expect(result['pooled']).toHaveLength(3);
  expect(Object.keys(result['pooled']![0]!)).toEqual([
    'horizonHours',
    'n',
    'survived',
    'brier',
    'skill',
    'exponentialSkill',
    'calibrationError',
    'worstCalibrationError',
  ]);
  // Moments are 0 to 4 hours into five: all are followed by an hour up, two of five by four, none by twelve.
  expect(result['pooled']!.map(({ survived }) => survived)).toEqual([1, expect.closeTo(0.4, 2), 0]);
  expect(result['units']!.filter(({ unit }) => unit === 'a')).toHaveLength(3);
  // All lives are five hours long: an exponential loses part of them in the first hours, and keeps some after.
  expect(result['survival']).toMatchObject([
    { horizonHours: 1, observed: 1, kaplanMeier: 1, exponential: expect.closeTo(Math.exp(-1 / 5), 2) },
    { horizonHours: 4, observed: 1, kaplanMeier: 1 },
    { horizonHours: 12, observed: 0, kaplanMeier: 0, exponential: expect.closeTo(Math.exp(-12 / 5), 2) },
  ]);
});

test('of many bad lines the first twenty are told, and how many more there are', async () => {
  const bad = (lines: number) => `${[HEADER, ...turns, ...Array<string>(lines).fill('a,up')].join('\n')}\n`;
  const told = async (lines: number) => {
    const ended = await spotgraph(['backtest', 'interruptions', '-'], { stdin: bad(lines) });
    expect(ended.code).toBe(1);
    return ended.err.trimEnd().split('\n');
  };
  expect(await told(20)).toHaveLength(20);
  const many = await told(1021);
  expect(many).toHaveLength(21);
  expect(many[19]).toContain(`line ${turns.length + 21}: 2 fields where the header has 5`);
  expect(many[20]).toBe('standard input: 1001 more lines that cannot be used');
});

test('the help tells of every column', async () => {
  const { out } = await spotgraph(['backtest', 'interruptions', '--help']);
  for (const column of eventColumns) expect(out).toContain(`\n  ${column} `);
});

test('lines that cannot be used are told with number and reason, the others are judged', async () => {
  const file = join(folder, 'bad.csv');
  writeFileSync(
    file,
    `\uFEFFobserved_at,unit,event\n\n${hour(0)},a,up\n2026-01-01,a,down\n${hour(1)},,UP\n${hour(2)},a,gone\n${hour(3)},a\n${hour(9)},a,Down\n`,
  );
  const ended = await spotgraph(['backtest', 'interruptions', file]);
  expect(ended.code).toBe(1);
  const form = 'write it as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00';
  expect(ended.err).toBe(
    [
      `${file}, line 4: observed_at "2026-01-01" lacks a time or its offset from UTC: ${form}`,
      `${file}, line 5: unit is empty: what was up or down is needed`,
      `${file}, line 6: event "gone" is neither up, down nor censored`,
      `${file}, line 7: 2 fields where the header has 3`,
      '',
    ].join('\n'),
  );
  for (const [args, stdin, code, message] of [
    [[], '', 2, 'name one CSV file with the columns observed_at,unit,event(up|down|censored),gpu,region'],
    [['nowhere.csv'], '', 2, 'nowhere.csv does not exist'],
    [['-'], 'a;b\n', 2, 'its fields are separated by ";"'],
    [['-'], 'observed_at,unit\n', 2, 'it has no column event'],
    [['-'], '', 2, 'standard input is empty'],
  ] as const) {
    const refused = await spotgraph(['backtest', 'interruptions', ...args], { stdin });
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(message);
    expect(refused.err).not.toContain('    at ');
  }
});

// Needs the real traces beside the project in ../shared.
const sets = fileURLToPath(new URL('../../../shared/data/interruption/', import.meta.url));
const skypilot = join(sets, 'skypilot_spot_traces_rle.csv');
const missing = !existsSync(skypilot);
if (missing) process.stderr.write('backtest of real interruptions skipped: no ../shared/data/interruption\n');

describe.skipIf(missing)('on real traces', () => {
  async function judged(events: string): Promise<InterruptionBacktest> {
    const ended = await spotgraph(['backtest', 'interruptions', '--json', '-'], { stdin: events });
    expect(ended).toMatchObject({ code: 0, err: '' });
    return JSON.parse(ended.out) as InterruptionBacktest;
  }

  // The few constants were chosen with these traces in view: what is held here is that the parts pass as the whole does.
  test.each([
    ['all of 2022', (row: Readonly<Record<string, string>>) => row['kind'] === 'availability'],
    ['V100', (row: Readonly<Record<string, string>>) => row['device'] === 'v100'],
    ['every trace', () => true],
  ])('%s: chances of staying up beat the base rate, and mean what they say', async (_, isMeant) => {
    const { pooled } = await judged(skypilotEvents(skypilot, isMeant));
    expect(pooled.map(({ horizonHours }) => horizonHours)).toEqual([1, 4, 12]);
    const lines = [0.08, 0.1, 0.09];
    pooled.forEach(({ n, skill, exponentialSkill, calibrationError }, index) => {
      expect(n).toBeGreaterThan(1500);
      expect(skill).toBeGreaterThanOrEqual(lines[index]!);
      expect(calibrationError).toBeLessThanOrEqual(0.09);
      expect(exponentialSkill).toBeLessThan(0);
    });
  });

  test('the safest quarter of hours is safer than all, about as much as was said', async () => {
    const { windows } = await judged(skypilotEvents(skypilot));
    for (const { durationHours, safe, bestQuarterSafe, bestQuarterSaid } of windows) {
      if (durationHours > 1) expect(bestQuarterSafe - safe).toBeGreaterThan(0.1);
      expect(Math.abs(bestQuarterSaid - bestQuarterSafe)).toBeLessThan(0.04);
    }
  });

  test('new instances are told by Kaplan-Meier; an exponential claims too much of their first hour', async () => {
    const { survival } = await judged(
      lifetimeEvents(join(sets, 'gcp_aws_gpu_preemptible_lifetimes_2020-03.csv')),
    );
    const [first] = survival;
    expect(first!.n).toBeGreaterThan(150);
    expect(Math.abs(first!.kaplanMeier! - first!.observed!)).toBeLessThan(0.05);
    expect(first!.exponential! - first!.observed!).toBeGreaterThan(0.1);
  });

  test('gangs are within their range, and near what their market has shown', async () => {
    const { gangs } = await judged(bambooEvents(join(sets, 'bamboo_spot_cluster_events.csv')));
    expect(gangs.length).toBeGreaterThan(4);
    for (const { whole, expected, error, inRange } of gangs) {
      expect(error).toBe(Math.abs(expected - whole));
      expect(error).toBeLessThanOrEqual(0.11);
      expect(inRange).toBe(true);
    }
  });
});
