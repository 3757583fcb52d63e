import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  USABLE_COMPONENTS,
  ratePerGb,
  usableFactors,
  usablePrice,
  type GbRates,
  type UsableTerms,
  type Usage,
} from '#analytics/usable-price.ts';
import { microUsd } from '#units/money.ts';

const USAGE: Usage = {
  hours: 10,
  diskGb: 100,
  egressGb: 20,
  ingressGb: 50,
  checkpointMinutes: 2,
  restartMinutes: 5,
};
const FREE: UsableTerms = {
  incrementSeconds: 1,
  minimumSeconds: 0,
  bootMinutes: 0,
  bootBilled: true,
  failedBootMinutes: 0,
  hoursPerMonth: 730,
  mtbiHours: null,
};
const NO_RATES: GbRates = { storageMonth: microUsd(0), egress: microUsd(0), ingress: microUsd(0) };
const HALF_A_DOLLAR = microUsd(500_000);

test('a bill is worked by hand: ten hours on two GPUs, on demand', () => {
  // 10 h + 5 min of boot = 36,300 s, billed in steps of an hour: 11 h, 3,300 s of them for nothing.
  const terms = {
    ...FREE,
    incrementSeconds: 3600,
    minimumSeconds: 3600,
    bootMinutes: 5,
    failedBootMinutes: 5,
  };
  const factors = usableFactors(USAGE, terms);
  const rates = { storageMonth: microUsd(73_000), egress: microUsd(50_000), ingress: microUsd(10_000) };
  expect(usablePrice(HALF_A_DOLLAR, 2, factors, 0.8, rates)).toEqual({
    components: {
      GPU: 500_000,
      // 100 GB × $0.073 ÷ 730 h × 10.0833 h = $0.100833 for 20 GPU-hours
      STORAGE: 5042,
      // 20 × $0.05 + 50 × $0.01 = $1.50 for 20 GPU-hours
      EGRESS: 75_000,
      // $0.50 × 0.91667 h ÷ 10 h
      BILLING_INCREMENT: 45_833,
      // $0.50 × 0.083333 h ÷ 10 h
      BOOT: 4167,
      // one failure in four successes: $0.50 × 0.083333 h × 0.25 ÷ 10 h
      FAILED_BOOTS: 1042,
      INTERRUPTION: 0,
    },
    total: 631_084,
  });
  expect(factors.billedHours).toBe(11);
  expect(factors.heldHours).toBeCloseTo(10.083333, 6);
});

test('spot adds the time of checkpoints, lost work and restarts: 12.88 % at one interruption in 6 h', () => {
  const factors = usableFactors(USAGE, { ...FREE, mtbiHours: 6 });
  const { components, total } = usablePrice(HALF_A_DOLLAR, 1, factors, 1, NO_RATES);
  expect(components.INTERRUPTION).toBe(64_416);
  // 11.288315 h = 40,637.93 s, and the second that was begun is billed: 0.068 s ÷ 36,000 s × $0.50
  expect(components.BILLING_INCREMENT).toBe(1);
  expect(total).toBe(564_417);
});

test('a boot that is free is waited for on paid disk, and no more', () => {
  const factors = usableFactors(USAGE, { ...FREE, bootMinutes: 60, bootBilled: false });
  const { components } = usablePrice(HALF_A_DOLLAR, 1, factors, 1, {
    ...NO_RATES,
    storageMonth: microUsd(730_000),
  });
  expect(components).toMatchObject({ BOOT: 0, BILLING_INCREMENT: 0, STORAGE: 110_000 });
});

test('six minutes with a minimum of an hour cost an hour', () => {
  const factors = usableFactors({ ...USAGE, hours: 0.1 }, { ...FREE, minimumSeconds: 3600 });
  const { total } = usablePrice(HALF_A_DOLLAR, 1, factors, 1, NO_RATES);
  expect(total).toBe(5_000_000);
});

test('hours that end with an increment cost no further one, however doubles write them', () => {
  for (let minutes = 6; minutes <= 2000; minutes++) {
    const terms = { ...FREE, incrementSeconds: 60, bootMinutes: 6 };
    expect(usableFactors({ ...USAGE, hours: minutes / 60 }, terms).roundUp).toBe(0);
  }
});

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const usages = fc.record<Usage>({
  hours: number(0.1, 720),
  diskGb: number(0, 100_000),
  egressGb: number(0, 100_000),
  ingressGb: number(0, 100_000),
  checkpointMinutes: number(0, 30),
  restartMinutes: number(0, 60),
});
const terms = fc.record<UsableTerms>({
  incrementSeconds: fc.integer({ min: 1, max: 3600 }),
  minimumSeconds: fc.integer({ min: 0, max: 3600 }),
  bootMinutes: number(0, 30),
  bootBilled: fc.boolean(),
  failedBootMinutes: number(0, 30),
  hoursPerMonth: fc.constantFrom(720, 730),
  mtbiHours: fc.option(number(1, 30_000)),
});
const rate = fc.oneof(number(0, 1), number(0, 1e300)).map(ratePerGb);
const rates = fc.record<GbRates>({
  storageMonth: rate,
  egress: rate,
  ingress: rate,
});
const prices = fc.oneof(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: 1_000_000_000 }));
const offers = fc.record({
  price: prices.map(microUsd),
  gpuCount: fc.integer({ min: 1, max: 1024 }),
  success: number(0.09, 1),
});

test('the total is the sum of its components, each a whole micro-dollar of 0 or more', () => {
  fc.assert(
    fc.property(offers, usages, terms, rates, ({ price, gpuCount, success }, usage, of, perGb) => {
      const { components, total } = usablePrice(price, gpuCount, usableFactors(usage, of), success, perGb);
      const amounts = USABLE_COMPONENTS.map((kind) => components[kind]);
      expect(Object.keys(components)).toEqual([...USABLE_COMPONENTS]);
      expect(amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
      expect(BigInt(total)).toBe(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n));
      expect(components.GPU).toBe(price);
      expect(Number.isSafeInteger(Math.round(total * usage.hours * gpuCount))).toBe(true);
    }),
  );
});

test('it is never lower for a dearer GPU, more disk, more data, dearer gigabytes or a worse boot', () => {
  const more = number(0, 1000);
  fc.assert(
    fc.property(offers, usages, terms, rates, more, ({ price, gpuCount, success }, usage, of, perGb, add) => {
      const total = (
        changed: Partial<Usage>,
        changedRates: Partial<GbRates> = {},
        at: number = price,
        chance = success,
      ) =>
        usablePrice(microUsd(at), gpuCount, usableFactors({ ...usage, ...changed }, of), chance, {
          ...perGb,
          ...changedRates,
        }).total;
      const dearer = (micros: number) => microUsd(micros + Math.ceil(add));
      const base = total({});
      expect(total({}, {}, price + Math.ceil(add))).toBeGreaterThanOrEqual(base);
      expect(total({ diskGb: usage.diskGb + add })).toBeGreaterThanOrEqual(base);
      expect(total({ egressGb: usage.egressGb + add })).toBeGreaterThanOrEqual(base);
      expect(total({ ingressGb: usage.ingressGb + add })).toBeGreaterThanOrEqual(base);
      expect(total({}, { storageMonth: dearer(perGb.storageMonth) })).toBeGreaterThanOrEqual(base);
      expect(total({}, { egress: dearer(perGb.egress) })).toBeGreaterThanOrEqual(base);
      expect(total({}, {}, price, Math.max(success - add / 1000, 0.05))).toBeGreaterThanOrEqual(base);
    }),
  );
});

test('where nothing is billed beside the GPU the total is its price', () => {
  fc.assert(
    fc.property(offers, usages, ({ price, gpuCount }, usage) => {
      // Whole seconds: a fraction of one is rounded up.
      const whole = { ...usage, hours: Math.ceil(usage.hours * 3600) / 3600 };
      expect(usablePrice(price, gpuCount, usableFactors(whole, FREE), 1, NO_RATES).total).toBe(price);
    }),
  );
});

test('the bill of the parts is the time billed: price × billed hours and the failed boots', () => {
  fc.assert(
    fc.property(usages, terms, (usage, of) => {
      const { interruption, boot, roundUp, billedHours } = usableFactors(usage, of);
      expect((1 + interruption + boot + roundUp) * usage.hours).toBeCloseTo(billedHours, 5);
    }),
  );
});
