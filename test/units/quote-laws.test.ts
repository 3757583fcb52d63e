import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microUsd, type MicroUsd } from '#units/money.ts';
import { checkQuote, cleaned, lawful, MAX_PRICE, readPrice, reject } from '#units/quote-laws.ts';
import type { Quote, Stock } from '#units/quote.ts';

const quote = (fields: Partial<Quote> = {}): Quote => ({
  key: 'm1x2',
  gpuName: 'RTX 4090',
  gpuCount: 2,
  regionName: 'Texas, US',
  tier: 'VERIFIED',
  billing: 'ON_DEMAND',
  price: microUsd(400_000),
  stock: { kind: 'UNITS', units: ['a', 'b'] },
  reliability: 0.99,
  traits: { vramMb: 24564, machine: '1', verified: true },
  ...fields,
});

describe('the laws of quotes', () => {
  it.each<Partial<Quote>>([
    {},
    { regionName: null, reliability: null, traits: {} },
    { reliability: 0 },
    { reliability: 1 },
    { price: microUsd(1) },
    { price: MAX_PRICE },
    { gpuCount: 1024, stock: { kind: 'COUNT', count: 0 } },
    { stock: { kind: 'UNITS', units: ['a', 'b', 'c', 'd'] } },
    { stock: { kind: 'LEVEL', level: 'LOW' } },
    { gpuName: 'Große Karte 😀' },
  ])('let %j pass', (fields) => {
    expect(checkQuote(quote(fields))).toBeNull();
  });

  it.each<[string, Partial<Quote>]>([
    ['BAD_TEXT', { key: '' }],
    ['BAD_TEXT', { key: ' m1' }],
    ['BAD_TEXT', { key: 'x'.repeat(201) }],
    ['BAD_TEXT', { gpuName: 'a\u0000b' }],
    ['BAD_TEXT', { gpuName: 'a\u0085b' }],
    ['BAD_TEXT', { gpuName: 'a\ud800b' }],
    ['BAD_TEXT', { tier: '\t' }],
    ['BAD_TEXT', { regionName: '' }],
    ['BAD_TEXT', { traits: { cpuName: 'a\u0000' } }],
    ['BAD_TEXT', { traits: { diskGb: NaN } }],
    ['BAD_TEXT', { traits: { uploadMbps: -1 } }],
    ['BAD_GPU_COUNT', { gpuCount: 0 }],
    ['BAD_GPU_COUNT', { gpuCount: 1.5 }],
    ['BAD_GPU_COUNT', { gpuCount: 1025 }],
    ['BAD_PRICE', { price: 0 as MicroUsd }],
    ['BAD_PRICE', { price: -1 as MicroUsd }],
    ['BAD_PRICE', { price: NaN as MicroUsd }],
    ['BAD_PRICE', { price: Infinity as MicroUsd }],
    ['BAD_PRICE', { price: 0.5 as MicroUsd }],
    ['ABSURD_PRICE', { price: microUsd(MAX_PRICE + 1) }],
    ['BAD_RELIABILITY', { reliability: 1.01 }],
    ['BAD_RELIABILITY', { reliability: -0.01 }],
    ['BAD_RELIABILITY', { reliability: NaN }],
    ['BAD_GPU_COUNT', { stock: { kind: 'UNITS', units: ['a'] } }],
    ['BAD_GPU_COUNT', { stock: { kind: 'UNITS', units: ['a', 'a'] } }],
    ['BAD_GPU_COUNT', { stock: { kind: 'COUNT', count: -1 } }],
    ['BAD_GPU_COUNT', { stock: { kind: 'COUNT', count: 0.5 } }],
    ['BAD_TEXT', { stock: { kind: 'UNITS', units: ['a', ''] } }],
  ])('hold %s against %j', (reason, fields) => {
    expect(checkQuote(quote(fields))).toMatchObject({ reason, detail: expect.stringMatching(/./) });
  });

  it('keep the first of two quotes with one key and billing', () => {
    const quotes = [
      quote(),
      quote({ billing: 'SPOT' }),
      quote({ price: microUsd(1) }),
      quote({ key: 'other' }),
    ];
    const { quotes: kept, rejects } = lawful(quotes);
    expect(kept).toEqual([quotes[0], quotes[1], quotes[3]]);
    expect(rejects).toMatchObject([{ reason: 'DUPLICATE' }]);
  });

  it('do not let an unlawful quote displace a lawful one', () => {
    const { quotes } = lawful([quote({ reliability: 2 }), quote()]);
    expect(quotes).toEqual([quote()]);
  });

  it('lose no quote, and pass their own result', () => {
    const stock = fc.oneof<fc.Arbitrary<Stock>[]>(
      fc.record({ kind: fc.constant('COUNT'), count: fc.integer({ min: -2, max: 9 }) }),
      fc.record({ kind: fc.constant('UNITS'), units: fc.array(fc.string(), { maxLength: 3 }) }),
    );
    const quotes = fc.array(
      fc
        .record(
          {
            key: fc.constantFrom('a', 'b', ''),
            gpuCount: fc.integer({ min: 0, max: 3 }),
            reliability: fc.option(fc.double()),
            price: fc.double() as fc.Arbitrary<MicroUsd>,
            stock,
          },
          { requiredKeys: [] },
        )
        .map((fields) => quote(fields as Partial<Quote>)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(quotes, (all) => {
        const { quotes: kept, rejects } = lawful(all);
        expect(kept.length + rejects.length).toBe(all.length);
        expect(lawful(kept)).toEqual({ quotes: kept, rejects: [] });
      }),
    );
  });
});

describe('readPrice', () => {
  it.each([
    [4.373333333333334, 8, 546_667],
    [2.133333, 8, 266_667],
    [0.000001, 1, 1],
    [1000, 1, 1_000_000_000],
    [8000, 8, 1_000_000_000],
  ])('takes $%d for %i GPUs', (dollars, gpus, price) => {
    expect(readPrice('price', dollars, gpus)).toEqual({ price });
  });

  it.each([
    [0, 'BAD_PRICE'],
    [-1, 'BAD_PRICE'],
    [NaN, 'BAD_PRICE'],
    [Infinity, 'BAD_PRICE'],
    ['1', 'BAD_PRICE'],
    [null, 'BAD_PRICE'],
    [{}, 'BAD_PRICE'],
    [4e-7, 'BAD_PRICE'],
    [1000.01, 'ABSURD_PRICE'],
    [1e300, 'ABSURD_PRICE'],
  ])('refuses %s as %s', (value, reason) => {
    expect(readPrice('price', value)).toMatchObject({ reason, detail: expect.stringMatching(/^price ./) });
  });

  it('is off by half a micro-dollar for each GPU at most, as Offer.priceForOffer says', () => {
    const bill = fc.integer({ min: 10_000, max: 100_000_000 });
    fc.assert(
      fc.property(bill, fc.integer({ min: 1, max: 1024 }), (micros, gpus) => {
        const read = readPrice('price', micros / 1_000_000, gpus);
        if (!('price' in read)) throw new Error(read.detail);
        expect(Math.abs(read.price * gpus - micros)).toBeLessThanOrEqual(gpus / 2);
      }),
    );
  });
});

describe('texts kept of a reject', () => {
  it('never hold what a database or a terminal cannot take', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.anything(), (text, row) => {
        const { detail, raw } = reject('MALFORMED', text, JSON.parse(JSON.stringify(row) ?? 'null'));
        expect(detail + raw).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        expect(detail.length).toBeLessThanOrEqual(300);
        expect(raw.length).toBeLessThanOrEqual(1000);
      }),
    );
  });

  it('are not cut within a character', () => {
    expect(cleaned(`${'a'.repeat(8)}😀`, 10)).toBe(`${'a'.repeat(8)}😀`);
    expect(cleaned(`${'a'.repeat(8)}😀b`, 10)).toBe(`${'a'.repeat(8)} …`);
  });
});
