import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHeader, type ColumnPositions } from '#ingest/import-columns.ts';
import { parseImportRow, type ImportRow } from '#ingest/import-row.ts';
import { splitFields } from '#ingest/split-fields.ts';
import { microUsd } from '#units/money.ts';
import { instant } from '#units/time.ts';
import { HEADER, lineOf } from '../support/import-file.ts';

const NOW = instant(Date.UTC(2026, 0, 31, 12));
const columns = parseHeader(HEADER.split(',')) as ColumnPositions;

const GOOD = {
  observed_at: '2026-01-30T12:00:00Z',
  provider: 'vast',
  gpu: 'RTX 4090',
  gpu_count: '1',
  region: 'Texas, US',
  tier: '',
  billing: 'spot',
  price_per_gpu_hour_usd: '0.250000',
  available_count: '',
  reliability: '',
};

function parse(change: Partial<typeof GOOD> = {}) {
  return parseImportRow(Object.values({ ...GOOD, ...change }), columns, NOW);
}

function problemsOf(change: Partial<typeof GOOD>): string {
  const parsed = parse(change);
  return 'problems' in parsed ? parsed.problems.join('; ') : 'no problem';
}

const name = (longest: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: longest })
    .map((text) => text.trim())
    .filter((text) => text !== '' && text.length <= longest && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text));

const rows: fc.Arbitrary<ImportRow> = fc.record({
  observedAt: fc.integer({ min: 0, max: NOW + 86_400_000 }).map(instant),
  provider: name(64),
  gpu: name(128),
  gpuCount: fc.integer({ min: 1, max: 1024 }),
  region: fc.option(name(128)),
  tier: fc.oneof(fc.constant(''), name(64)),
  billing: fc.constantFrom('ON_DEMAND', 'SPOT'),
  price: fc.integer({ min: 1, max: 1_000_000_000 }).map(microUsd),
  available: fc.option(fc.nat({ max: 10_000_000 })),
  reliability: fc.option(
    fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  ),
});

test('a row that is written and read is the same', () => {
  fc.assert(
    fc.property(rows, (row) => {
      const [split] = splitFields([lineOf(row)]);
      if (!split || 'problem' in split) throw new Error(split?.problem);
      expect(parseImportRow(split.fields, columns, NOW)).toEqual({ row });
    }),
    { numRuns: 500 },
  );
});

test('whatever the fields are, they are read or the problem is told', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(GOOD)));
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (fields) => {
      const parsed = parseImportRow(fields, columns, NOW);
      const told = 'problems' in parsed ? parsed.problems.join('; ') : `a price of ${parsed.row.price}`;
      expect(told).toMatch(/^[^\p{Cc}\u202E]+$/u);
    }),
    { numRuns: 2000 },
  );
});

test('columns may come in any order, and those that may be empty may be left out', () => {
  const header = ['billing', ' Price_Per_GPU_Hour_USD', 'gpu', 'provider', 'gpu_count', 'observed_at'];
  const positions = parseHeader(header) as ColumnPositions;
  const parsed = parseImportRow(['spot', '1.5', 'H100 SXM', 'aws', '8', GOOD.observed_at], positions, NOW);
  expect(parsed).toMatchObject({
    row: { price: 1_500_000, gpuCount: 8, region: null, tier: '', available: null, reliability: null },
  });
});

describe('a header that cannot be used says what to do', () => {
  test.each([
    [['a', 'b'], 'the first line must be the header: observed_at,provider'],
    [['observed_at;provider;gpu'], 'separated by ";"; separate them with commas'],
    [['observed_at\tprovider'], 'separated by "\\t"'],
    [HEADER.replace(',billing', '').split(','), 'it has no column billing'],
    [[...HEADER.split(','), 'currency'], 'nothing is known of its column "currency": remove or rename it'],
    [[...HEADER.split(','), 'gpu'], 'it has the column gpu more than once'],
    [[], 'the first line must be the header'],
  ])('%j', (fields, problem) => {
    expect(parseHeader(fields)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('a field that is wrong is named with what was found', () => {
  test.each<[Partial<typeof GOOD>, string]>([
    [
      { observed_at: '2026-01-30' },
      'observed_at "2026-01-30" lacks a time or its offset from UTC: write it as 2026-',
    ],
    [{ observed_at: '2026-01-30T12:00:00' }, 'lacks a time or its offset'],
    [{ observed_at: '2026-02-30T12:00:00Z' }, 'observed_at "2026-02-30T12:00:00Z" is no time'],
    [{ observed_at: '1769774400' }, 'is no time'],
    [{ observed_at: '' }, 'observed_at is empty: write it as'],
    [{ observed_at: '2026-02-01T12:00:00.001Z' }, 'is in the future: it is 2026-01-31T12:00:00Z now'],
    [{ provider: '' }, "provider is empty: the provider's name is needed"],
    [{ gpu: '  ' }, "gpu is empty: the GPU's name is needed"],
    [{ gpu: 'x'.repeat(129) }, 'is 129 characters long, more than 128'],
    [{ gpu: 'RTX\u00004090' }, 'gpu "RTX\\u00004090" has a control character in it'],
    [{ region: 'Te\uD800xas' }, 'region "Te\\ud800xas" has a control character in it'],
    [{ gpu_count: '0' }, 'gpu_count "0" is not a whole number from 1 to 1024'],
    [{ gpu_count: '1025' }, 'is not a whole number'],
    [{ gpu_count: '0.5' }, 'is not a whole number'],
    [{ billing: 'reserved' }, 'billing "reserved" is neither on_demand nor spot'],
    [{ billing: '' }, 'billing is empty: write on_demand or spot'],
    [{ price_per_gpu_hour_usd: 'free' }, 'price_per_gpu_hour_usd "free" is no price'],
    [{ price_per_gpu_hour_usd: '$1' }, 'is no price'],
    [{ price_per_gpu_hour_usd: '1e3' }, 'is no price'],
    [{ price_per_gpu_hour_usd: '1,5' }, 'is no price'],
    [{ price_per_gpu_hour_usd: '-0.1' }, 'is no price'],
    [{ price_per_gpu_hour_usd: 'NaN' }, 'is no price'],
    [{ price_per_gpu_hour_usd: '' }, 'price_per_gpu_hour_usd is empty'],
    [{ price_per_gpu_hour_usd: '0.0000004' }, 'is not above zero'],
    [{ price_per_gpu_hour_usd: '1000.000001' }, 'is above 1000'],
    [{ available_count: '-1' }, 'available_count "-1" is not a whole number from 0'],
    [{ available_count: 'many' }, 'is not a whole number'],
    [{ reliability: '1.01' }, 'reliability "1.01" is not a number from 0 to 1'],
    [{ reliability: 'Infinity' }, 'is not a number from 0 to 1'],
    [{ reliability: 'NaN' }, 'is not a number from 0 to 1'],
  ])('%j', (change, problem) => {
    expect(problemsOf(change)).toContain(problem);
  });

  test('and all that is wrong with a line is told', () => {
    expect(problemsOf({ gpu: '', billing: 'x', reliability: '7' }).split('; ')).toHaveLength(3);
  });

  test('a line of too few or too many fields', () => {
    expect(parseImportRow(['a'], columns, NOW)).toEqual({ problems: ['1 fields where the header has 10'] });
    const [more] = [parseImportRow([...Object.values(GOOD), 'x'], columns, NOW)];
    expect(more).toEqual({
      problems: [expect.stringContaining('11 fields where the header has 10: a value with a comma')],
    });
  });
});

describe('a field that can be read is', () => {
  test.each<[Partial<typeof GOOD>, Partial<ImportRow>]>([
    [{ observed_at: '2026-02-01T12:00:00Z' }, { observedAt: instant(NOW + 86_400_000) }],
    [
      { observed_at: '2026-01-30T13:00:00.5+01:00' },
      { observedAt: instant(Date.UTC(2026, 0, 30, 12, 0, 0, 500)) },
    ],
    [{ price_per_gpu_hour_usd: '0.1234565' }, { price: microUsd(123_457) }],
    [{ price_per_gpu_hour_usd: '0.1234564999' }, { price: microUsd(123_456) }],
    [{ price_per_gpu_hour_usd: '1000' }, { price: microUsd(1_000_000_000) }],
    [{ gpu_count: '' }, { gpuCount: 1 }],
    [{ gpu_count: '8.0' }, { gpuCount: 8 }],
    [{ available_count: '0' }, { available: 0 }],
    [{ available_count: '12.0' }, { available: 12 }],
    [{ reliability: '1' }, { reliability: 1 }],
    [{ reliability: ' 9.5e-1 ' }, { reliability: 0.95 }],
    [{ billing: 'ON_DEMAND' }, { billing: 'ON_DEMAND' }],
    [{ region: ' ' }, { region: null }],
  ])('%j', (change, row) => {
    expect(parse(change)).toMatchObject({ row });
  });
});
