import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpus } from '#catalog/gpus.ts';
import { measuredPowers } from '#catalog/measured-powers.ts';
import { knownProviders } from '#catalog/providers.ts';
import { regions } from '#catalog/regions.ts';
import type { Figure } from '#units/figure.ts';
import { carbonOf } from '#workload/energy/carbon.ts';
import { electricityPriceOf } from '#workload/energy/electricity-price.ts';
import { estimateEnergy, type EnergyEstimate, type EnergySetup } from '#workload/energy/energy.ts';
import type { FigureRange } from '#workload/energy/figure-range.ts';
import { powerOf } from '#workload/energy/power.ts';
import { byJavaScript } from '../../support/redo.ts';

const gpuOf = (slug: string) => gpus.find((gpu) => gpu.slug === slug)!;
const regionOf = (code: string) => regions.find((region) => region.code === code)!;

/** The job of the product's example. */
const JOB: EnergySetup = {
  gpu: gpuOf('h100-sxm'),
  gpuCount: 8,
  hours: 72,
  utilization: 0.85,
  region: null,
  provider: null,
};

const simpleOf = (slug: string) =>
  estimateEnergy({ ...JOB, gpu: gpuOf(slug), gpuCount: 1, hours: 1, utilization: 1 }).simple.energy.value;

test('by the simple method 8 × H100 for 72 h at 85 % draw 445.54 kWh: 178.21 kg, $66.83', () => {
  const { energy, carbon, cost } = estimateEnergy(JOB).simple;
  expect(energy.value).toBeCloseTo(445.536, 9);
  expect(carbon.value).toBeCloseTo(178.2144, 9);
  expect(cost.value).toBeCloseTo(66.8304, 9);
  expect([energy.unit, carbon.unit, cost.unit]).toEqual(['kWh', 'kg', 'USD']);
});

test.each([
  ['h100-sxm', 700],
  ['h100-pcie', 700],
  ['h100-nvl', 700],
  ['h200-sxm', 700],
  ['a100-sxm-80gb', 400],
  ['a100-pcie-40gb', 400],
  ['l40s', 300],
  ['l40', 500],
  ['rtx-4090', 450],
  ['rtx-4090-d', 500],
  ['b200', 500],
  ['gh200', 500],
  ['t4', 500],
])('and takes for %s %d W', (slug, watts) => {
  expect(simpleOf(slug)).toBeCloseTo((watts * 1.3) / 1000, 12);
});

test('its range holds what a metered node of eight H100s draws over the same hours', () => {
  // 76 % of 10.2 kW at PUE 1.3, arXiv 2506.14551: 7.752 × 72 × 1.3.
  const metered = 725.5872;
  for (const setup of [JOB, { ...JOB, known: { pue: 1.3 } }, { ...JOB, utilization: 1 }]) {
    const { low, middle, high } = estimateEnergy(setup).detailed;
    expect(low.energy.value).toBeLessThan(metered);
    expect(high.energy.value).toBeGreaterThan(metered);
    // Nearer than the simple method, which leaves the machine around the GPUs out.
    expect(Math.abs(middle.energy.value - metered)).toBeLessThan(metered - 445.536);
  }
});

test('watts of every board and machine that was metered lie in their range', () => {
  for (const { gpu, gpuCount, utilization, of, what, watts } of measuredPowers) {
    const { idle, busy, host, total } = powerOf(gpuOf(gpu), utilization);
    const at = (end: 'low' | 'high') => {
      if (of === 'HOST') return host[end].value;
      if (of === 'MACHINE') return total[end].value;
      return idle[end].value + utilization * (busy[end].value - idle[end].value);
    };
    const each = watts / gpuCount;
    expect([gpu, what, at('low') <= each, each <= at('high')]).toEqual([gpu, what, true, true]);
  }
});

test('what an H100 and its share of a server took to make is (164 + 5700 ÷ 8) kg over three years', () => {
  const { embodied } = estimateEnergy({ ...JOB, gpuCount: 1, hours: 1000 });
  expect(embodied.middle.value).toBeCloseTo(((164 + 5700 / 8) * 1000) / (3 * 8760), 9);
});

/** Every figure whose formula does not give its value, at any depth. */
function wrong(figure: Figure): string[] {
  if (!figure.explain) return [];
  const inputs = Object.entries(figure.explain.inputs);
  const values = Object.fromEntries(inputs.map(([name, input]) => [name, input.value]));
  const redone = byJavaScript(figure.explain.formula, values);
  const isRight = Math.abs(redone - figure.value) <= 1e-9 * Math.max(1, Math.abs(figure.value));
  return [...(isRight ? [] : [figure.explain.formula]), ...inputs.flatMap(([, input]) => wrong(input))];
}

const ranges = ({ detailed, factors, embodied }: EnergyEstimate): FigureRange[] => [
  ...(['energy', 'carbon', 'cost'] as const).map((name) => ({
    low: detailed.low[name],
    middle: detailed.middle[name],
    high: detailed.high[name],
  })),
  ...factors.map(({ range }) => range),
  embodied,
];

const figuresOf = (estimate: EnergyEstimate): Figure[] => [
  ...Object.values(estimate.simple),
  ...ranges(estimate).flatMap(({ low, middle, high }) => [low, middle, high]),
];

test('every GPU has an estimate in every kind of place: finite, in order, and its formulas redone give it', () => {
  const places = ['US-VA', 'US', 'US-WY', 'CA-QC', 'AU', 'NO', 'XK'];
  for (const [at, gpu] of gpus.entries())
    for (const utilization of [0, 1]) {
      const region = regionOf(places[at % places.length]!);
      const estimate = estimateEnergy({ ...JOB, gpu, utilization, region, provider: 'aws' });
      for (const figure of figuresOf(estimate)) {
        expect([gpu.slug, Number.isFinite(figure.value), figure.source !== '']).toEqual([
          gpu.slug,
          true,
          true,
        ]);
        expect([gpu.slug, ...wrong(figure)]).toEqual([gpu.slug]);
      }
      for (const { low, middle, high } of ranges(estimate)) {
        expect(low.value).toBeLessThanOrEqual(middle.value);
        expect(middle.value).toBeLessThanOrEqual(high.value);
      }
    }
});

test('every region of the catalog has a figure of its grid and a price, for every provider', () => {
  for (const region of regions)
    for (const provider of [null, 'aws', 'gcp', 'azure', 'vastai']) {
      const carbon = carbonOf(region, provider);
      const price = electricityPriceOf(region, provider);
      for (const { low, middle, high } of [carbon, price]) {
        expect([region.code, low.value > 0, low.value <= middle.value, middle.value <= high.value]).toEqual([
          region.code,
          true,
          true,
          true,
        ]);
      }
      expect(carbon.rows.length).toBeGreaterThan(0);
    }
});

test('a place nobody knows anything of has the world’s average, and says that it is assumed', () => {
  expect(carbonOf(null, 'vastai')).toMatchObject({
    isAssumed: true,
    middle: { value: 0.475, basis: 'ASSUMED' },
    rows: [],
  });
});

test('a cloud’s own figure comes first, and the range holds what the others say', () => {
  const own = carbonOf(regionOf('US-VA'), 'gcp');
  expect(own).toMatchObject({ year: 2024, isAssumed: false, middle: { value: 0.32305 } });
  expect(own.high.value).toBeGreaterThan(0.41575);
  // PJM's mean over 2024, 321 g of the plants and 392 g of their life cycle.
  expect(carbonOf(regionOf('US-VA'), 'aws').middle.value).toBeCloseTo(0.3565, 9);
});

test('a state whose grid is known only in the large has its country’s range', () => {
  const { isAssumed, low, high } = carbonOf(regionOf('US-WY'), null);
  expect(isAssumed).toBe(true);
  expect(low.value).toBeLessThan(0.08);
  expect(high.value).toBeGreaterThan(0.5);
});

test('what the caller knows wins, is certain, and leaves the simple method alone', () => {
  const estimate = estimateEnergy({ ...JOB, known: { pue: 1.1, kgPerKwh: 0.02, usdPerKwh: 0.06 } });
  const { low, middle, high } = estimate.detailed;
  for (const at of [low, middle, high]) {
    expect(at.carbon.value).toBeCloseTo(at.energy.value * 0.02, 9);
    expect(at.cost.value).toBeCloseTo(at.energy.value * 0.06, 9);
  }
  expect(estimate.simple.energy.value).toBeCloseTo(445.536, 9);
  const factor = (name: string) => estimate.factors.find((each) => each.name === name)!;
  expect(factor('PUE')).toMatchObject({ year: null, range: { middle: { value: 1.1, basis: 'GIVEN' } } });
  expect(estimateEnergy({ ...JOB, known: { kgPerKwh: 0 } }).detailed.high.carbon.value).toBe(0);
});

test('more of anything is never less, at either end', () => {
  const amount = fc.double({ min: 0.01, max: 1000, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom(...gpus),
      fc.constantFrom(null, ...regions),
      fc.constantFrom(null, ...knownProviders.map(({ id }) => id)),
      fc.integer({ min: 1, max: 64 }),
      amount,
      fc.tuple(share, share),
      fc.double({ min: 1, max: 2, noNaN: true }),
      (gpu, region, provider, gpuCount, hours, [u1, u2], more) => {
        const utilization = Math.min(u1, u2);
        const base: EnergySetup = { gpu, region, provider, gpuCount, hours, utilization };
        const known = { pue: 1.2, kgPerKwh: 0.2, usdPerKwh: 0.1 };
        const pairs: (readonly [EnergySetup, EnergySetup])[] = [
          [base, { ...base, utilization: Math.max(u1, u2) }],
          [base, { ...base, gpuCount: gpuCount + 1 }],
          [base, { ...base, hours: hours * more }],
          ...(['pue', 'kgPerKwh', 'usdPerKwh'] as const).map(
            (name) =>
              [
                { ...base, known },
                { ...base, known: { ...known, [name]: known[name] * more } },
              ] as const,
          ),
        ];
        for (const [less, most] of pairs) {
          const [a, b] = [estimateEnergy(less), estimateEnergy(most)];
          for (const end of ['low', 'middle', 'high'] as const)
            for (const name of ['energy', 'carbon', 'cost'] as const)
              expect(b.detailed[end][name].value).toBeGreaterThanOrEqual(
                a.detailed[end][name].value * (1 - 1e-12),
              );
        }
      },
    ),
    { numRuns: 60 },
  );
});
