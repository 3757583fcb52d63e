import { assert, constantFrom, double, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gpuBySlug, gpus } from '#catalog/gpus.ts';
import { absurdPrice } from '#catalog/price-floor.ts';
import { gpuSlug } from '#units/gpu.ts';
import { microUsd, parseUsd } from '#units/money.ts';

function judge(slug: string, usd: string): string | null | undefined {
  const gpu = gpuBySlug(gpuSlug(slug));
  const price = parseUsd(usd);
  return gpu && price !== undefined ? absurdPrice(gpu, price) : undefined;
}

describe('absurdPrice', () => {
  test.each([
    ['b200', '0.01'],
    ['h100-sxm', '0.01'],
    ['rtx-3060', '400'],
    ['rtx-4090', '0.0001'],
    ['h100-sxm', '2500'],
    ['k80', '200'],
  ])('one %s at $%s cannot be', (slug, usd) => {
    expect(judge(slug, usd)).toContain('USD an hour for one');
  });

  test.each([
    ['l4', '0.0258'],
    ['rtx-a6000', '0.056'],
    ['grid-k520', '6.50'],
    ['rtx-6000-ada', '99'],
    ['p100-pcie', '1.46'],
    ['gtx-1060-3gb', '0.01'],
    ['b200', '16.11'],
  ])('one %s at $%s can be', (slug, usd) => {
    expect(judge(slug, usd)).toBeNull();
  });

  test('says the bound, and the side it is on', () => {
    expect(judge('b200', '0.01')).toBe(
      '0.01 USD an hour for one B200 is below 0.045, a tenth of the lowest price seen for such a GPU',
    );
    expect(judge('rtx-3060', '400')).toContain('is above 51.00,');
    expect(judge('rtx-3060', '0')).toContain('is below');
  });

  test('leaves every GPU a band of prices without a gap', () => {
    const part = double({ min: 0, max: 1, noNaN: true });
    assert(
      property(constantFrom(...gpus), part, part, (gpu, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((x) => microUsd(Math.round(10 ** (10 * x))));
        const fine = (price = microUsd(1)) => absurdPrice(gpu, price) === null;
        const between = microUsd(Math.round(((low ?? 0) + (high ?? 0)) / 2));
        expect(fine(low) && fine(high) ? fine(between) : true).toBe(true);
        expect(fine(microUsd(300_000))).toBe(true);
      }),
    );
  });
});
