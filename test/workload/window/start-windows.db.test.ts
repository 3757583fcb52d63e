import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forecastScore } from '#analytics/forecast-score.ts';
import { STEPS } from '#analytics/series-forecast.ts';
import { keepPrediction, type StoredForecast } from '#forecast/store-predictions.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data, refusalOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../../support/redo.ts';
import { NOON, seedMarket } from '../../support/seed-market.ts';

/** Everything of a start, whole. */
const WHOLE = `fragment F on Figure ${WHOLE_FIGURE}
  fragment R on FigureRange { low { ...F } middle { ...F } high { ...F } }
  fragment W on StartWindow { intensity { ...R } carbon { ...R } cost { ...R } pricePerGpuHour { ...F }
    electricityPrice { ...R } comparedBy { ...F }
    saving { cost { ...R } carbon { ...R } usdPerKgAvoided { ...F } } }`;
const BRIEF = `region start end verdict whyLost intensity { middle { value source } }
  carbon { low { value } middle { value } high { value } } cost { low { value } middle { value } high { value } }
  saving { probabilityCheaper probabilityCleaner cost { middle { value } } carbon { middle { value } }
    usdPerKgAvoided { value } }`;
const ask1 = (window: string) => `query ($input: StartWindowsInput!, $asOf: DateTime) {
  startWindows(input: $input, asOf: $asOf) { decision reasoning latestStart best { ${BRIEF} } now { ${BRIEF} }
    places { region zone carbonExplanation priceExplanation rental { absence } energy { middle { value } }
      best { start } windows { ${window} } } } }`;

type Figured = { readonly value: number; readonly source: string };
type Ranged = { readonly low: Figured; readonly middle: Figured; readonly high: Figured };
type Window = {
  readonly region: string | null;
  readonly start: string;
  readonly end: string;
  readonly verdict: string;
  readonly whyLost: string | null;
  readonly intensity: Ranged;
  readonly carbon: Ranged;
  readonly cost: Ranged | null;
  readonly saving: {
    readonly probabilityCheaper: number | null;
    readonly probabilityCleaner: number;
    readonly cost: Ranged | null;
    readonly carbon: Ranged;
    readonly usdPerKgAvoided: Figured | null;
  };
};
type Place = {
  readonly region: string | null;
  readonly zone: string | null;
  readonly carbonExplanation: string | null;
  readonly priceExplanation: string | null;
  readonly rental: { readonly absence: string | null };
  readonly energy: { readonly middle: Figured };
  readonly best: { readonly start: string } | null;
  readonly windows: readonly Window[];
};
type Answer = {
  readonly decision: string | null;
  readonly reasoning: string;
  readonly latestStart: string;
  readonly best: Window | null;
  readonly now: Window | null;
  readonly places: readonly Place[];
};

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
  await seedMarket(database.db);
});
afterAll(() => database[Symbol.asyncDispose]());

const OWN = { rental: { gpu: 'H100 SXM', gpuCount: 8, region: 'US-CA' }, ownMachines: true, hours: 4 };

async function answered(input: object, asOf?: string): Promise<Answer> {
  const variables = { input: { within: 'P1D', ...input }, asOf };
  const asked = await data<{ startWindows: Answer }>(database.db, ask1(BRIEF), { variables });
  return asked.startWindows;
}

const refused = (input: object) =>
  refusalOf(database.db, ask1('start'), { variables: { input: { ...OWN, ...input } } });

test('California’s noon is clean: a run asked for at five in the morning there waits for it', async () => {
  // NOON of the seeded market is 12:00 UTC, 05:00 in California; the sun stands highest there at 20:00 UTC.
  const { decision, reasoning, best, now, places, latestStart } = await answered({
    ...OWN,
    objective: 'CARBON',
  });
  expect(decision).toBe('START_LATER');
  const hour = Number(best!.start.slice(11, 13));
  expect(hour).toBeGreaterThanOrEqual(17);
  expect(hour).toBeLessThanOrEqual(20);
  expect(latestStart).toBe('2026-06-16T08:00:00Z');
  const saved = best!.saving.carbon.middle.value;
  expect(saved).toBeCloseTo(now!.carbon.middle.value - best!.carbon.middle.value, 9);
  expect(saved / now!.carbon.middle.value).toBeGreaterThan(0.3);
  expect(best!.saving.probabilityCleaner).toBeGreaterThan(0.95);
  expect(reasoning).toMatch(/^Begin at 2026-06-15T(1[7-9]|20):00:00Z: expected are .* kg CO₂e less/);
  expect(places).toMatchObject([{ region: 'US-CA', zone: 'US-CAL-CISO', carbonExplanation: null }]);
  // Twenty whole hours may be waited: 21 starts, each hour's intensity above 0.
  expect(places[0]!.windows).toHaveLength(21);
  expect(places[0]!.windows[0]).toMatchObject({ start: '2026-06-15T12:00:00Z', end: '2026-06-15T16:00:00Z' });
});

test('a forecast of the caller’s own wins, and the best start is the least mean of all, looked for one by one', async () => {
  const run = fc.record({
    kgPerKwh: fc.array(
      fc.integer({ min: 20, max: 900 }).map((grams) => grams / 1000),
      { minLength: 24, maxLength: 24 },
    ),
    hours: fc.integer({ min: 1, max: 46 }).map((halves) => halves / 2),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ kgPerKwh, hours }) => {
      const { best, now } = await answered({ ...OWN, hours, kgPerKwh, objective: 'CARBON' });
      const mean = (from: number) => {
        let sum = 0;
        for (let half = 2 * from; half < 2 * (from + hours); half++) sum += kgPerKwh[Math.floor(half / 2)]!;
        return sum / (2 * hours);
      };
      const starts = [...Array.from({ length: Math.floor(24 - hours) + 1 }, (_, hour) => hour), 24 - hours];
      const least = Math.min(...starts.map(mean));
      expect(now!.intensity.middle.value).toBeCloseTo(mean(0), 9);
      const isWorth = mean(0) - least > 0.01 * mean(0);
      expect(best!.intensity.middle.value).toBeCloseTo(isWorth ? least : mean(0), 9);
      expect(best!.intensity.middle.source).toMatch(/caller/);
    }),
    { numRuns: 25 },
  );
});

test('every figure adds up, of rented machines in two places and of one’s own', async () => {
  const rented = { rental: { gpu: 'RTX 4090' }, hours: 5.5, within: 'PT12H', regions: ['DE', 'US-CA'] };
  for (const input of [rented, { ...OWN, within: 'PT12H' }]) {
    const source = `query ($input: StartWindowsInput!) { startWindows(input: $input) { best { ...W } now { carbon { ...R } }
      places { energy { ...R } best { carbon { ...R } } } } } ${WHOLE}`;
    expect(figuresThatDoNotAddUp(await data(database.db, source, { variables: { input } }))).toEqual([]);
  }
});

test('ranges hold their middle, and what beats a start is no worse in both', async () => {
  const { places, best } = await answered({ ...OWN, within: 'P2D', usdPerKg: 1 });
  const { windows } = places[0]!;
  for (const { carbon, cost } of windows)
    for (const { low, middle, high } of [carbon, cost!])
      expect([low.value <= middle.value, middle.value <= high.value]).toEqual([true, true]);
  expect(windows.filter(({ verdict }) => verdict === 'CHOSEN')).toHaveLength(1);
  expect(best!.whyLost).toBeNull();
  for (const { verdict, whyLost, carbon, cost } of windows) {
    if (verdict !== 'CHOSEN') expect(whyLost).toMatch(/\.$/);
    if (verdict !== 'DOMINATED') continue;
    const beaten = windows.some(
      (other) =>
        other.carbon.middle.value <= carbon.middle.value && other.cost!.middle.value <= cost!.middle.value,
    );
    expect(beaten).toBe(true);
  }
});

test('a flat tariff has no cheap hours, hourly ones have, and a kilogram has its price', async () => {
  const flat = await answered({ ...OWN, objective: 'COST', usdPerKwh: [0.2] });
  expect(flat).toMatchObject({
    decision: 'START_NOW',
    places: [{ priceExplanation: /same for every hour/ }],
  } as never);
  const prices = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0.3 : 0.1));
  const hourly = await answered({ ...OWN, objective: 'COST', usdPerKwh: prices });
  expect(hourly.best!.start).toBe('2026-06-16T00:00:00Z');
  const kwh = hourly.places[0]!.energy.middle.value;
  expect(hourly.now!.cost!.middle.value).toBeCloseTo(0.3 * kwh, 9);
  expect(hourly.best!.saving.cost!.middle.value).toBeCloseTo(0.2 * kwh, 9);
  // Clean where it is dear: a kilogram avoided costs 0.2 USD/kWh ÷ 0.4 kg/kWh = 0.5 USD, and is taken at no less.
  const kgPerKwh = prices.map((price) => (price > 0.2 ? 0.5 : 0.1));
  const both = { ...OWN, kgPerKwh, usdPerKwh: prices.map((price) => 0.4 - price) };
  const dear = await answered({ ...both, usdPerKg: 0.6 });
  expect(dear.best!.start).toBe('2026-06-16T00:00:00Z');
  expect(dear.best!.saving.usdPerKgAvoided!.value).toBeCloseTo(0.5, 9);
  expect((await answered({ ...both, usdPerKg: 0.4 })).decision).toBe('START_NOW');
});

test('regions are compared with beginning at once in the first; one that rents nothing says why', async () => {
  const asked = {
    rental: { gpu: 'RTX 4090' },
    hours: 4,
    objective: 'CARBON',
    regions: ['DE', 'US-CA', 'JP'],
  };
  const { decision, best, now, places, reasoning } = await answered(asked);
  expect(now!.region).toBe('DE');
  expect(decision).toBe('START_ELSEWHERE');
  expect(best!.region).toBe('US-CA');
  expect(reasoning).toMatch(/ in California: expected are .* than to begin at once in Germany\./);
  expect(places.map(({ region, windows }) => [region, windows.length > 0])).toEqual([
    ['DE', true],
    ['US-CA', true],
    ['JP', false],
  ]);
  expect(places[2]).toMatchObject({ rental: { absence: 'NOT_OFFERED' }, best: null });
  // Nothing at all to rent is an answer that says what to ask.
  const none = await answered({ rental: { gpu: 'RTX 4090', region: 'JP' }, hours: 4 });
  expect(none).toMatchObject({ decision: null, best: null, now: null });
  expect(none.reasoning).toMatch(/^No machine can be rented: nobody lists it in Japan\./);
});

test('a grid that is hardly cleaner by the year is no reason to go there: levels err too', async () => {
  const at = async (regions: readonly string[]) => {
    const rental = { gpu: 'H100 SXM', gpuCount: 8 };
    const { best } = await answered({ ...OWN, rental, within: 'PT4H', objective: 'CARBON', regions });
    return best!.region;
  };
  // Texas is said to emit 6 % less, by sources that are further apart than that of either.
  expect(await at(['US-VA', 'US-TX'])).toBe('US-VA');
  expect(await at(['US-VA', 'SE'])).toBe('SE');
});

test('where no hours of a grid are known no start is cleaner, and the answer says so', async () => {
  const { decision, places } = await answered({
    ...OWN,
    rental: { ...OWN.rental, region: 'FR' },
    objective: 'CARBON',
  });
  expect(decision).toBe('START_NOW');
  expect(places[0]!.carbonExplanation).toMatch(/^No hours of the grid of France are known, .* `kgPerKwh`\.$/);
  expect(new Set(places[0]!.windows.map(({ carbon }) => carbon.middle.value)).size).toBe(1);
  // Its electricity is traded by the hour all the same.
  const cheap = await answered({ ...OWN, rental: { ...OWN.rental, region: 'FR' }, objective: 'COST' });
  expect(cheap.places[0]).toMatchObject({ zone: 'FR', priceExplanation: null });
  expect(new Set(cheap.places[0]!.windows.map(({ cost }) => cost!.middle.value)).size).toBeGreaterThan(10);
});

/** A forecast of the RTX 4090’s index: it falls by a tenth in six hours and stays there, with skill or without. */
async function keepForecast(isSkilled: boolean, revision: number): Promise<void> {
  const horizons = STEPS.map((steps) => {
    const price = 200_000 * (1 - 0.1 * Math.min(1, steps / 6));
    const quantiles = Array.from({ length: 19 }, (_, level) => Math.round(price * (1 + 0.002 * (level - 9))));
    const score = {
      ...forecastScore(),
      n: 100,
      absolute: isSkilled ? 8 : 12,
      baselineAbsolute: 10,
      pinball: 4,
      baselinePinball: 5,
    };
    const baseline = quantiles.map((_, level) => 200_000 + 400 * (level - 9));
    return { steps, quantiles, baseline, low: price, high: price, score, baselineInside: 90 };
  });
  const forecast: StoredForecast = {
    from: plusMs(NOON, -1000 * HOUR_MS),
    through: NOON,
    observedTo: NOON,
    price: 200_000,
    hours: 1000,
    observedHours: 1000,
    observedSinceGap: 1000,
    gapEnd: null,
    isConstant: false,
    isUnprecedented: false,
    horizons,
    providers: ['gamma'],
    isSimulated: false,
  };
  const series = {
    gpu: 'rtx-4090',
    gpuName: null,
    provider: null,
    billing: 'ON_DEMAND',
    region: null,
    simulated: false,
  } as const;
  await keepPrediction(database.db, { series, through: NOON, revision, forecast }, plusMs(NOON, HOUR_MS));
}

test('rent follows the forecast: locked at the price of the start, floating by the hour, of the present alone', async () => {
  const input = { rental: { gpu: 'RTX 4090', region: 'FR' }, hours: 4, objective: 'COST' };
  const unknown = await answered(input);
  expect(unknown).toMatchObject({ decision: 'START_NOW' });
  expect(unknown.places[0]!.priceExplanation).toMatch(/^No forecast of its price is kept/);
  await keepForecast(true, 1);
  const { best, now, decision, reasoning, places } = await answered(input);
  expect(decision).toBe('START_LATER');
  // gamma’s at 0.20 for four hours; from six hours on a tenth less.
  expect(now!.cost!.middle.value).toBeCloseTo(0.8, 9);
  expect(best!.start >= '2026-06-15T18:00:00Z').toBe(true);
  expect(best!.cost!.middle.value).toBeCloseTo(0.72, 4);
  expect(best!.cost!.low.value).toBeCloseTo(0.72 * 0.982, 4);
  expect(best!.saving).toMatchObject({ probabilityCheaper: 1 });
  expect(places[0]!.priceExplanation).toBeNull();
  expect(reasoning).toMatch(/0\.08 USD less .* The rent has the electricity in it\.$/);
  // Floating, a run from now pays less and less as it runs: 1, then what is expected of the first three hours.
  const floating = await answered({ ...input, pricing: 'FLOATING' });
  expect(floating.now!.cost!.middle.value).toBeLessThan(0.79);
  expect(floating.now!.cost!.middle.value).toBeGreaterThan(0.72);
  // A price told by the caller is that price, and of a past instant nothing is forecast.
  const told = await answered({ ...input, rental: { ...input.rental, pricePerGpuHour: 0.5 } });
  expect(told).toMatchObject({
    decision: 'START_NOW',
    places: [{ priceExplanation: 'The price told is taken to stay.' }],
  });
  const past = await answered({ ...input, within: 'PT12H' }, '2026-06-15T11:00:00Z');
  expect(past.decision).toBe('START_NOW');
  expect(past.now!.start).toBe('2026-06-15T11:00:00Z');
  expect(past.places[0]!.priceExplanation).toMatch(/^No forecast of its price is kept/);
});

test('a price that nothing forecasts better than "it stays" is taken to stay', async () => {
  await keepForecast(false, 2);
  const { decision, places, now } = await answered({
    rental: { gpu: 'RTX 4090', region: 'FR' },
    hours: 5,
    objective: 'COST',
  });
  expect(decision).toBe('START_NOW');
  const last = places[0]!.windows.at(-1)!;
  expect(last.cost!.middle.value).toBeCloseTo(now!.cost!.middle.value, 9);
  expect(last.cost!.low.value).toBeLessThan(last.cost!.middle.value);
  expect(places[0]!.priceExplanation).toMatch(/nothing was better than "the price stays"/);
});

test('what cannot be is refused in words that say what to do', async () => {
  expect((await refused({ within: 'PT3H' })).message).toBe(
    'The run takes 4 hours and `within` leaves PT3H, PT1H too little: give at least PT4H.',
  );
  expect((await refused({ deadline: '2026-06-15T15:30:00Z' })).message).toMatch(
    /leaves PT3H30M, PT30M too little: give one at or after 2026-06-15T16:00:00Z\.$/,
  );
  expect((await refused({})).message).toMatch(/^Say once until when/);
  expect((await refused({ within: 'P8D' })).message).toMatch(/more than seven days ahead/);
  expect((await refused({ within: 'P1D', rental: { gpuCount: 8 } })).message).toMatch(/^Say which `gpu`/);
  expect((await refused({ within: 'P1D', kgPerKwh: [0.3, 0.2] })).message).toMatch(
    /^`kgPerKwh` has 2 numbers where the deadline takes 24/,
  );
  expect((await refused({ within: 'P1D', kgPerKwh: Array.from({ length: 24 }, () => -1) })).message).toMatch(
    /^`kgPerKwh` is -1/,
  );
  expect((await refused({ within: 'P1D', ownMachines: false, usdPerKwh: [0.1] })).message).toMatch(
    /^The rent of a machine has its electricity in it/,
  );
  expect((await refused({ within: 'P1D', regions: ['DE'] })).message).toMatch(/^Say where once/);
  expect((await refused({ within: 'P1D', utilization: 120 })).message).toMatch(/^`utilization` is 120/);
  expect((await refused({ within: 'P1D', utilization: 0.9 })).message).toMatch(
    /^`utilization` is 0.9 percent: write 90/,
  );
  expect((await refused({ within: 'P1D', hours: 0 })).message).toMatch(/^`hours` is 0/);
});
