import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpuOf } from '#market/graph-gpu.ts';
import { regionByCode } from '#catalog/regions.ts';
import { usableGb } from '#catalog/usable-memory.ts';
import { assumedHazard } from '#forecast/planned-hazard.ts';
import type { Figure } from '#units/figure.ts';
import { usdFromFloat } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { regionCode } from '#units/region.ts';
import type { PriceFactors } from '#workload/gpu-prices.ts';
import type { InsightMarket } from '#workload/insight/insight-market.ts';
import { changesTo } from '#workload/insight/insights.ts';
import type { Insight } from '#workload/insight/insight.ts';
import { judgedWorkload } from '#workload/insight/judged-workload.ts';
import type { WorkloadSetup } from '#workload/insight/workload-setup.ts';
import type { FleetOffer } from '#workload/store-fleet-offers.ts';
import { byJavaScript } from '../../support/redo.ts';
import { NOON } from '../../support/seed-market.ts';

type Machine = {
  readonly gpu: string;
  readonly usd: number;
  readonly gpuCount?: number;
  readonly provider?: string;
  readonly region?: string | null;
  readonly billing?: Billing;
  readonly available?: number | null;
  readonly stale?: boolean;
};

type Terms = { readonly mtbiHours?: number; readonly factors?: PriceFactors | null };

function marketOf(machines: readonly Machine[], { mtbiHours, factors = null }: Terms = {}): InsightMarket {
  const offers = machines.map(
    ({ gpu, usd, gpuCount = 1, provider = 'alpha', region = 'DE', billing = 'ON_DEMAND', ...rest }, at) =>
      ({
        id: at + 1,
        provider,
        gpu,
        gpuCount,
        billing,
        region,
        price: Math.round(usd * 1e6),
        reliability: null,
        available: rest.available === undefined ? 9 : rest.available,
        units: null,
        source: `https://${provider}.example`,
        observedAt: NOON,
        stale: rest.stale ?? false,
        simulated: false,
      }) satisfies FleetOffer,
  );
  const hazards = new Map(
    mtbiHours === undefined ? [] : machines.map(({ gpu }) => [gpu, assumedHazard(mtbiHours)] as const),
  );
  return { offers, hazards, factorsOf: () => factors, absenceOf: () => 'NOT_OFFERED' };
}

type Asked = Partial<Omit<WorkloadSetup, 'gpu' | 'region' | 'price'>> & {
  readonly gpu?: string;
  readonly region?: string;
  readonly usd?: number;
};

function setupOf({ gpu = 'h100-sxm', region, usd, ...rest }: Asked): WorkloadSetup {
  return {
    modelGb: 70,
    gpuCount: 8,
    hours: 72,
    utilization: 0.95,
    provider: null,
    billing: null,
    useCase: null,
    ...rest,
    gpu: gpuOf(gpu)!,
    region: region === undefined ? null : regionByCode(regionCode(region))!,
    price: usd === undefined ? null : usdFromFloat(usd)!,
  };
}

function changes(asked: Asked, machines: readonly Machine[], terms?: Terms) {
  const judged = judgedWorkload(setupOf(asked), marketOf(machines, terms));
  if (typeof judged === 'string') throw new Error(judged);
  return changesTo(judged, null);
}

const cents = (insight: Insight | null | undefined): number =>
  Math.round((insight?.saves.cost?.value ?? 0) * 100) / 100;
const ofKind = (insights: readonly Insight[], kind: string) => insights.find((one) => one.kind === kind);
const H100 = { gpu: 'h100-sxm', gpuCount: 8 };

test('the same GPUs for a fifth less save a fifth, to the cent', () => {
  const { insights, now, rejected, combined } = changes({ provider: 'beta' }, [
    { ...H100, usd: 2.5, provider: 'beta' },
    { ...H100, usd: 2 },
    { ...H100, usd: 2.2, provider: 'gamma' },
  ]);
  // 8 × 72 × 2.50, and 8 × 72 × 0.50 of it.
  expect(now?.cost.figure.value).toBeCloseTo(1440, 9);
  expect(insights.map((one) => [one.kind, one.title, cents(one)])).toEqual([
    ['OTHER_PROVIDER', '8 × H100 SXM by alpha in DE', 288],
  ]);
  expect(insights[0]?.reasoning).toBe(
    'The same GPUs are on offer for $2.00 an hour each, and $2.50 is what they cost now. It costs $1152.00 in place of $1440.00 (20 % less).',
  );
  expect(rejected).toContainEqual(
    expect.objectContaining({
      kind: 'OTHER_PROVIDER',
      title: '8 × H100 SXM by gamma in DE',
      why: 'OUTDONE',
      reason: 'It costs $1267.20 and saves $172.80; "8 × H100 SXM by alpha in DE" saves $115.20 more.',
    }),
  );
  expect(combined).toBeNull();
});

test('a market of one offer has nothing to change to, and says so of each kind', () => {
  const { insights, rejected, combined } = changes({}, [{ ...H100, usd: 2.5 }]);
  expect([insights, combined]).toEqual([[], null]);
  expect(rejected.map(({ kind, why }) => [kind, why])).toEqual([
    ['OTHER_PROVIDER', 'NO_OFFER'],
    ['OTHER_REGION', 'NO_OFFER'],
    ['OTHER_GPU', 'NO_OFFER'],
    ['FEWER_GPUS', 'NO_SAVING'],
    ['SPOT', 'NO_OFFER'],
    ['UTILIZATION', 'NO_SAVING'],
    ['IDLE', 'NO_SAVING'],
    ['RESERVATION', 'NOT_KNOWN'],
  ]);
});

test('on an empty market a price of your own is all there is to save of', () => {
  expect(judgedWorkload(setupOf({}), marketOf([]))).toBe('NOT_OFFERED');
  const { insights, rejected } = changes({ usd: 2, utilization: 0.76 }, []);
  // 8 × 72 × 2 × (1 − 76 ÷ 95).
  expect(insights.map((one) => [one.kind, cents(one)])).toEqual([['UTILIZATION', 230.4]]);
  expect(rejected.find(({ kind }) => kind === 'OTHER_REGION')?.why).toBe('NOT_KNOWN');
});

test('less than one percent is no reason to move, and what is stale or taken is nowhere to move to', () => {
  const own = { ...H100, usd: 2.5, provider: 'beta' };
  const { insights } = changes({ provider: 'beta' }, [
    own,
    { ...H100, usd: 2.48 },
    { ...H100, usd: 1, stale: true },
    { ...H100, gpuCount: 4, usd: 1 },
  ]);
  expect(insights).toEqual([]);
});

test('eight GPUs at work 30 % of the time are four at 60 %, where four hold the work', () => {
  const machines = [
    { ...H100, usd: 2.5 },
    { ...H100, gpuCount: 4, usd: 2.5 },
    { ...H100, gpuCount: 2, usd: 2.5 },
  ];
  const asked = { utilization: 0.3, useCase: 'batch inference' };
  const { insights, rejected } = changes(asked, machines);
  const fewer = ofKind(insights, 'FEWER_GPUS');
  // Two would have to work 120 % of the time. Half of 8 × 72 × 2.50.
  expect([fewer?.title, cents(fewer)]).toEqual(['4 × H100 SXM by alpha in DE', 720]);
  expect(fewer?.use.utilization.value).toBeCloseTo(0.6, 12);
  expect(fewer?.use.hours.value).toBe(72);
  // GPUs that idle draw watts all the same.
  expect(fewer?.saves.energy?.value).toBeGreaterThan(0);
  // 1440 × (1 − 30 ÷ 95).
  expect(cents(ofKind(insights, 'UTILIZATION'))).toBe(985.26);
  expect(rejected.some(({ title }) => title.startsWith('2 ×'))).toBe(false);
  // Trained, 70 GB take 560, of which four GPUs have some 300.
  const trained = changes({ ...asked, useCase: 'training' }, machines);
  expect(ofKind(trained.insights, 'FEWER_GPUS')).toBeUndefined();
  expect(trained.rejected).toContainEqual(
    expect.objectContaining({
      kind: 'FEWER_GPUS',
      title: '4 × H100 SXM',
      why: 'DOES_NOT_FIT',
      reason: 'Each would have to hold 140.8 GB, and 75.8 can be planned with.',
    }),
  );
});

test('cleaner electricity at no higher price is told, and what it costs where the price is higher', () => {
  const machines = [
    { ...H100, usd: 2, region: 'PL' },
    { ...H100, usd: 2, region: 'SE', provider: 'beta' },
    { ...H100, usd: 2.1, region: 'NO', provider: 'beta' },
    { ...H100, usd: 2, region: null },
  ];
  const { insights, rejected, now } = changes({ region: 'PL' }, machines);
  const region = ofKind(insights, 'OTHER_REGION');
  expect(insights).toEqual([region]);
  expect(region?.title).toBe('8 × H100 SXM in Sweden, by beta');
  expect(region?.saves).toMatchObject({ cost: null, hours: null });
  // The same machines for the same hours: what differs is the grid.
  const intensity = (use: Insight['use']) => use.carbon.explain?.inputs['intensity']?.value ?? NaN;
  const share = intensity(region!.use) / intensity(now!);
  expect(region?.saves.carbon?.value).toBeCloseTo(now!.carbon.value * (1 - share), 6);
  expect(share).toBeLessThan(0.2);
  expect(region?.confidence?.value).toBeGreaterThan(0.9);
  // 8 × 72 × 0.10 more.
  const norway = rejected.find(({ title }) => title === '8 × H100 SXM in Norway, by beta');
  expect(norway?.why).toBe('NO_SAVING');
  expect(norway?.reason).toMatch(
    /^It costs \$1209\.60, \$57\.60 more than now\. It emits \d+ kg CO₂e less, at \$0\.\d\d for each kilogram avoided\.$/,
  );
});

test('another GPU does equal work in its own hours', () => {
  const own = { gpu: 'h100-sxm', usd: 2.5 };
  const asked = { gpuCount: 1, modelGb: 14, useCase: 'batch inference', utilization: 0.95 };
  const { insights, rejected } = changes(asked, [
    own,
    { gpu: 'h100-pcie', usd: 1 },
    { gpu: 'l40s', usd: 0.1 },
    { gpu: 'mi300x', usd: 0.5 },
    { gpu: 'rtx-4060', usd: 0.01 },
  ]);
  const other = ofKind(insights, 'OTHER_GPU');
  // 2,039 of 3,352 GB/s is the least ratio: 72 h × 1.644 at $1 against 72 h at $2.50.
  expect(other?.title).toBe('1 × H100 PCIe by alpha in DE');
  expect(other?.use.hours.value).toBeCloseTo((72 * 3352) / 2039, 9);
  expect(other?.saves.cost?.value).toBeCloseTo(72 * (2.5 - 3352 / 2039), 9);
  expect(other?.saves.hours).toBeNull();
  expect(rejected.filter(({ kind }) => kind === 'OTHER_GPU').map(({ title, why }) => [title, why])).toEqual([
    ['1 × L40S by alpha in DE', 'TOO_SLOW'],
    ['1 × MI300X by alpha in DE', 'NOT_SUITED'],
    ['1 × RTX 4060 by alpha in DE', 'DOES_NOT_FIT'],
  ]);
});

test('spot is paid for with its interruptions, and not advised where it harms or nothing is known', () => {
  const machines = [
    { gpu: 'rtx-4090', usd: 0.5 },
    { gpu: 'rtx-4090', usd: 0.25, billing: 'SPOT' as const },
  ];
  const asked = { gpu: 'rtx-4090', gpuCount: 1, modelGb: 1, useCase: 'training' };
  const spot = ofKind(changes(asked, machines, { mtbiHours: 10 }).insights, 'SPOT');
  // Daly: τ = √(2CM)(1 + √(C/2M)/3 + C/2M/9) − C = 0.7944 h, M e^(R/M)(e^((τ+C)/M) − 1)/τ = 1.09539.
  expect(spot?.use.hours.value).toBeCloseTo(72 * 1.09539, 2);
  expect(cents(spot)).toBe(Math.round(100 * 72 * (0.5 - 0.25 * 1.09539)) / 100);
  expect(spot?.steps[0]).toBe('Save the work every 48 minutes and try that it starts again from there.');
  const why = (of: Asked, terms?: Terms) =>
    changes(of, machines, terms).rejected.find(({ kind }) => kind === 'SPOT');
  expect(why({ ...asked, useCase: 'production API' }, { mtbiHours: 10 })?.why).toBe('NOT_SUITED');
  expect(why({ ...asked, billing: 'SPOT' }, { mtbiHours: 10 })?.why).toBe('NO_SAVING');
  expect(why(asked, { mtbiHours: 0.01 })?.why).toBe('NOT_SUITED');
  // At 0.37 h it takes twice the time, where it breaks even.
  expect(why(asked)).toMatchObject({
    why: 'NOT_KNOWN',
    reason:
      'How often they are interrupted is not known. At $0.25 an hour it saves where that is less often than every 0.4 h.',
  });
});

test('what does nothing is ended', () => {
  const { insights, combined } = changes({ utilization: 0 }, [{ ...H100, usd: 2.5 }]);
  expect(insights.map((one) => [one.kind, cents(one)])).toEqual([['IDLE', 1440]]);
  expect(combined).toBeNull();
});

test('all together are cheaper than each alone, and only what goes together is in it', () => {
  const { insights, combined } = changes(
    { gpu: 'rtx-4090', gpuCount: 2, modelGb: 1, utilization: 0.4, provider: 'beta', useCase: 'training' },
    [
      { gpu: 'rtx-4090', gpuCount: 2, usd: 1, provider: 'beta' },
      { gpu: 'rtx-4090', gpuCount: 1, usd: 0.8, provider: 'beta' },
      { gpu: 'rtx-4090', gpuCount: 2, usd: 0.7 },
      { gpu: 'rtx-4090', gpuCount: 2, usd: 0.5, billing: 'SPOT' },
      { gpu: 'rtx-4090', gpuCount: 1, usd: 0.5, billing: 'SPOT' },
    ],
    { mtbiHours: 1e6 },
  );
  expect(insights.map((one) => [one.kind, cents(one)])).toEqual([
    // 144 − 72 × 0.8; 144 × (1 − 40 ÷ 95); 144 − 72 × 2 × 0.5 and a checkpoint of 2 minutes; 144 − 100.80.
    ['FEWER_GPUS', 86.4],
    ['UTILIZATION', 83.37],
    ['SPOT', 71.96],
    ['OTHER_PROVIDER', 43.2],
  ]);
  expect(combined).toMatchObject({ kind: 'COMBINED', title: '1 × RTX 4090 on spot by alpha in DE' });
  // 144 − 72 × 0.5, and what interruptions every million hours take.
  expect(combined?.saves.cost?.value).toBeCloseTo(108, 1);
});

test('confidence is the chance by the forecast that it is still cheaper a day later', () => {
  const machines = [
    { ...H100, usd: 2.5, provider: 'beta' },
    { ...H100, usd: 2 },
  ];
  const at = (factors: PriceFactors | null) =>
    changes({ provider: 'beta' }, machines, { factors }).insights[0]?.confidence?.value;
  const steady = { hours: 24, p10: 0.98, p50: 1, p90: 1.02, hasSkill: true };
  expect(at(steady)).toBeGreaterThan(0.999);
  // As dear as now in the middle of what is expected.
  expect(at({ ...steady, p10: 1, p50: 1.25, p90: 1.5 })).toBeCloseTo(0.5, 9);
  expect(at({ ...steady, p10: 1.4, p50: 1.5, p90: 1.6 })).toBeLessThan(0.01);
  expect(at(null)).toBeUndefined();
});

const GPUS = [
  'h100-sxm',
  'h100-pcie',
  'h200-sxm',
  'a100-sxm-80gb',
  'l40s',
  'rtx-4090',
  'mi300x',
  'b200',
  'v100-pcie-16gb',
];
const anyMachine: fc.Arbitrary<Machine> = fc.record({
  gpu: fc.constantFrom(...GPUS),
  usd: fc.integer({ min: 1, max: 5_000_000 }).map((micros) => micros / 1e6),
  gpuCount: fc.constantFrom(1, 2, 3, 4, 8),
  provider: fc.constantFrom('alpha', 'beta', 'gamma'),
  region: fc.constantFrom('DE', 'US-CA', 'US-TX', 'SE', null),
  billing: fc.constantFrom<Billing>('ON_DEMAND', 'SPOT'),
  available: fc.constantFrom(1, 2, 9, null),
  stale: fc.constantFrom(false, false, false, true),
});
const anyAsked: fc.Arbitrary<Asked> = fc.record(
  {
    gpu: fc.constantFrom(...GPUS),
    gpuCount: fc.constantFrom(1, 2, 4, 8, 16),
    modelGb: fc.constantFrom(0.1, 14, 70, 800),
    hours: fc.constantFrom(0.01, 3, 72, 8784),
    utilization: fc.constantFrom(0, 0.01, 0.3, 0.85, 1),
    provider: fc.constantFrom('alpha', null),
    region: fc.constantFrom('US', 'DE', undefined as never),
    billing: fc.constantFrom<Billing>('ON_DEMAND', 'SPOT'),
    useCase: fc.constantFrom('training', 'production API', 'batch inference', 'tomatoes', null),
    usd: fc.constantFrom(0.000001, 0.5, 3, 1000),
  },
  { requiredKeys: [] },
);

/** Figures below a figure, itself among them. */
function* below(figure: Figure): Generator<Figure> {
  yield figure;
  for (const input of Object.values(figure.explain?.inputs ?? {})) yield* below(input);
}

function addsUp({ value, explain }: Figure): boolean {
  if (!explain) return Number.isFinite(value);
  const inputs = Object.fromEntries(
    Object.entries(explain.inputs).map(([name, input]) => [name, input.value]),
  );
  const redone = byJavaScript(explain.formula, inputs);
  return Math.abs(redone - value) <= 1e-9 * Math.max(1, Math.abs(value));
}

test('on any market each advice saves, fits, is on offer and adds up, and the same market gives the same', () => {
  let advised = 0;
  const run = (asked: Asked, machines: readonly Machine[], mtbiHours: number | undefined) => {
    const terms = {
      ...(mtbiHours !== undefined && { mtbiHours }),
      factors: { hours: 24, p10: 0.9, p50: 1, p90: 1.2, hasSkill: true },
    };
    const market = marketOf(machines, terms);
    const judged = judgedWorkload(setupOf(asked), market);
    if (typeof judged === 'string') return;
    const { insights, rejected, combined, now } = changesTo(judged, null);
    const all = [...insights, ...(combined ? [combined] : [])];
    advised += all.length;
    expect(insights).toEqual(
      insights.toSorted((a, b) => (b.saves.cost?.value ?? 0) - (a.saves.cost?.value ?? 0)),
    );
    for (const { kind, saves, use, evidence, confidence } of all) {
      expect(saves.cost ?? saves.carbon).not.toBeNull();
      for (const figure of Object.values(saves)) if (figure) expect(figure.value).toBeGreaterThan(0);
      expect(use.cost.figure.value).toBeLessThanOrEqual(now!.cost.figure.value * (1 + 1e-9));
      if (confidence) expect(confidence.value).toBeGreaterThanOrEqual(0);
      if (confidence) expect(confidence.value).toBeLessThanOrEqual(1);
      for (const figure of [...evidence.map((one) => one.figure), ...(confidence ? [confidence] : [])])
        expect([...below(figure)].filter((one) => !addsUp(one))).toEqual([]);
      expect(use.utilization.value).toBeLessThanOrEqual(1);
      if (kind === 'UTILIZATION' || kind === 'IDLE') continue;
      expect(judged.need.value / use.gpuCount + 0.8).toBeLessThanOrEqual(usableGb(use.gpu) + 1e-6);
      expect(
        market.offers.some(
          (offer) =>
            !offer.stale &&
            offer.gpu === use.gpu.slug &&
            offer.provider === use.provider &&
            offer.region === use.region &&
            offer.billing === use.billing &&
            offer.price === Math.round(use.price.value * 1e6) &&
            offer.gpuCount * use.machines === use.gpuCount &&
            (offer.available ?? 9) >= use.machines,
        ),
      ).toBe(true);
    }
    for (const { reason, cost } of rejected) {
      expect(reason).toMatch(/^[A-Z].*\.$/);
      expect(reason).not.toMatch(/NaN|Infinity|undefined|null/);
      if (cost) expect(addsUp(cost)).toBe(true);
    }
    const reversed = { ...market, offers: market.offers.toReversed() };
    const again = judgedWorkload(setupOf(asked), reversed);
    if (typeof again === 'string') throw new Error(again);
    expect(JSON.stringify(changesTo(again, null))).toBe(
      JSON.stringify({ now, insights, rejected, combined, simulated: false }),
    );
  };
  fc.assert(
    fc.property(
      anyAsked,
      fc.array(anyMachine, { maxLength: 25 }),
      fc.constantFrom(undefined, 0.05, 6, 500),
      run,
    ),
    { numRuns: 300 },
  );
  expect(advised).toBeGreaterThan(100);
});
