import fc from 'fast-check';
import highs from 'highs';
import { expect, test } from 'vitest';
import type { FleetTerms } from '#analytics/fleet-bound.ts';
import type { FleetOption } from '#analytics/fleet-groups.ts';
import { planFleet } from '#analytics/fleet-plan.ts';

const machine = (id: string, over: Partial<FleetOption> = {}): FleetOption => ({
  id,
  cost: 100,
  capacity: 10,
  isOnDemand: true,
  available: 1,
  units: [],
  ...over,
});
const TERMS: FleetTerms = { budget: 1000, onDemandPercent: 0, sparePercent: 0 };

const options = fc
  .array(
    fc.record({
      cost: fc.integer({ min: 1, max: 40 }),
      capacity: fc.integer({ min: 0, max: 30 }),
      isOnDemand: fc.boolean(),
      available: fc.integer({ min: 0, max: 3 }),
      units: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
    }),
    { maxLength: 6 },
  )
  .map((rows) =>
    rows.map((row, index): FleetOption => ({
      ...row,
      id: `o${index}`,
      available: row.units.length > 0 ? 1 : row.available,
    })),
  );
const terms = fc.record({
  budget: fc.integer({ min: 0, max: 150 }),
  onDemandPercent: fc.constantFrom(0, 0, 30, 50, 70, 100),
  sparePercent: fc.constantFrom(0, 10, 25),
});

type Fleet = { readonly counted: number; readonly cost: number; readonly machines: number };

/** All of it on demand leaves spot out altogether, the spare part too. */
const rentable = (all: readonly FleetOption[], { onDemandPercent }: FleetTerms): readonly FleetOption[] =>
  all.filter(({ isOnDemand }) => isOnDemand || onDemandPercent < 100);

/** Every fleet there is, one by one: counted in hundredths of a percent, so that equal is equal. */
function exhaustive(
  all: readonly FleetOption[],
  { budget, onDemandPercent, sparePercent }: FleetTerms,
): Fleet {
  let best: Fleet = { counted: 0, cost: 0, machines: 0 };
  const visit = (
    at: number,
    cost: number,
    total: number,
    onDemand: number,
    machines: number,
    used: string[],
  ) => {
    if (cost > budget) return;
    const option = all[at];
    if (!option) {
      const share = onDemandPercent === 0 ? Infinity : (onDemand * 100) / onDemandPercent;
      const counted = Math.min((total * 100) / (100 + sparePercent), share);
      const isEqual = Math.abs(counted - best.counted) < 1e-9;
      const isBetter = isEqual
        ? cost < best.cost || (cost === best.cost && machines < best.machines)
        : counted > best.counted;
      if (isBetter) best = { counted, cost, machines };
      return;
    }
    const most = option.units.some((unit) => used.includes(unit)) ? 0 : option.available;
    for (let count = 0; count <= most; count++) {
      const gain = count * option.capacity;
      visit(
        at + 1,
        cost + count * option.cost,
        total + gain,
        onDemand + (option.isOnDemand ? gain : 0),
        machines + count,
        count > 0 ? [...used, ...option.units] : used,
      );
    }
  };
  visit(0, 0, 0, 0, 0, []);
  return best;
}

test('finds what trying every fleet finds, on 1,000 random small markets', () => {
  fc.assert(
    fc.property(options, terms, (all, asked) => {
      const plan = planFleet(all, asked);
      const best = exhaustive(rentable(all, asked), asked);
      expect(plan.isProven).toBe(true);
      expect(plan.counted).toBeCloseTo(best.counted, 9);
      expect({ cost: plan.cost, machines: plan.machines }).toEqual({
        cost: best.cost,
        machines: best.machines,
      });
    }),
    { numRuns: 1000 },
  );
});

test('keeps to the terms, its sums are the sums of its parts, and the order of offers does not matter', () => {
  fc.assert(
    fc.property(options, terms, (all, asked) => {
      const plan = planFleet(all, asked);
      const { chosen } = plan;
      expect(chosen.reduce((sum, { option, count }) => sum + option.cost * count, 0)).toBe(plan.cost);
      expect(chosen.reduce((sum, { count }) => sum + count, 0)).toBe(plan.machines);
      expect(plan.cost).toBeLessThanOrEqual(asked.budget);
      const units = chosen.flatMap(({ option }) => option.units);
      expect(new Set(units).size).toBe(units.length);
      expect(planFleet(all.toReversed(), asked)).toEqual(plan);
    }),
  );
});

test('the cheapest per capacity first is not the best: the budget of 10 takes 5 + 5, not 6', () => {
  const all = [
    machine('a', { cost: 6, capacity: 13 }),
    machine('b', { cost: 5, capacity: 10, available: 2 }),
  ];
  const plan = planFleet(all, { ...TERMS, budget: 10 });
  expect(plan.chosen.map(({ option, count }) => [option.id, count])).toEqual([['b', 2]]);
  expect(plan).toMatchObject({ cost: 10, capacity: 20, counted: 20, machines: 2 });
});

test('half on demand and a tenth to spare: by hand', () => {
  // 20 on demand allow 40 to be counted; all of 50 with a tenth to spare allow 45.45.
  const all = [
    machine('base', { capacity: 20 }),
    machine('spot', { capacity: 10, cost: 30, isOnDemand: false, available: 3 }),
  ];
  const plan = planFleet(all, { budget: 1000, onDemandPercent: 50, sparePercent: 10 });
  expect(plan).toMatchObject({ counted: 40, cost: 190, capacity: 50, onDemand: 20, machines: 4 });
});

test('as much as an integer program of HiGHS finds on markets too large to try everything', async () => {
  // Its types are of a CommonJS module, what is imported is an ES module.
  const load = highs as unknown as typeof highs.default;
  const solver = await load();
  const market = fc
    .array(
      fc.record({
        cost: fc.integer({ min: 50, max: 999 }),
        capacity: fc.integer({ min: 20, max: 400 }),
        isOnDemand: fc.boolean(),
        available: fc.integer({ min: 1, max: 6 }),
      }),
      { minLength: 15, maxLength: 25 },
    )
    .filter((rows) => rows.some(({ isOnDemand }) => isOnDemand));
  fc.assert(
    fc.property(market, terms, (rows, asked) => {
      const rented = rows.map((row, index): FleetOption => ({ ...row, id: `o${index}`, units: [] }));
      const all = rentable(rented, asked);
      const scaled = { ...asked, budget: asked.budget * 40 };
      const plan = planFleet(all, scaled);
      const sum = (of: (option: FleetOption) => number) =>
        all.map((option, index) => `+ ${of(option)} x${index}`).join(' ');
      const program = `Maximize
 obj: counted
Subject To
 budget: ${sum(({ cost }) => cost)} <= ${scaled.budget}
 spare: ${sum(({ capacity }) => 100 * capacity)} - ${100 + asked.sparePercent} counted >= 0
 share: ${sum((option) => (option.isOnDemand ? 100 * option.capacity : 0))} - ${asked.onDemandPercent} counted >= 0
Bounds
${all.map(({ available }, index) => ` 0 <= x${index} <= ${available}`).join('\n')}
General
 ${all.map((_, index) => `x${index}`).join(' ')}
End`;
      const { Status, ObjectiveValue } = solver.solve(program, { output_flag: false, mip_rel_gap: 0 });
      expect(Status).toBe('Optimal');
      expect(plan.isProven).toBe(true);
      expect(plan.counted).toBeCloseTo(ObjectiveValue, 3);
    }),
    { numRuns: 40 },
  );
});

test('says how far off it may be where the search is cut short', () => {
  const all = Array.from({ length: 60 }, (_, index) =>
    machine(`o${index}`, {
      cost: 1009 + ((index * 7919) % 4001),
      capacity: 2003 + ((index * 6007) % 8009),
      isOnDemand: index % 2 === 0,
      available: 5,
    }),
  );
  const asked = { budget: 60_000, onDemandPercent: 50, sparePercent: 10 };
  const hurried = planFleet(all, asked, { moves: 0 });
  const full = planFleet(all, asked, { moves: 1e7 });
  expect(hurried.isProven).toBe(false);
  expect(hurried.counted).toBeLessThanOrEqual(full.counted);
  expect(hurried.bound).toBeGreaterThanOrEqual(full.counted);
});
