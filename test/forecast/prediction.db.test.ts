import { expect, test } from 'vitest';
import { refreshPredictions } from '#forecast/predictions.ts';
import { seriesStates } from '#forecast/series-states.ts';
import { rollUp } from '#market/rollup.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { importPrices, jitter } from '../support/price-series.ts';
import { NOON } from '../support/seed-market.ts';

/** Twenty past: the newest whole hour ended at noon. */
const NOW = plusMs(NOON, 20 * MINUTE_MS);
/** The last price of a file, at the beginning of that hour. */
const LAST = plusMs(NOON, -HOUR_MS);

type Usd = string | null;
type Horizon = {
  horizon: string;
  from: string;
  status: string;
  absence: string | null;
  explanation: string;
  price: { amount: Usd; basis: string; source: string; observedAt: string } | null;
  low: { amount: Usd } | null;
  high: { amount: Usd } | null;
  quantiles: { level: number; amount: string }[] | null;
  advice: string;
  recommendation: string;
  savingPercent: number | null;
  accuracy: { n: number; mae: Usd; maeIfPriceStays: Usd; skill: number; coverage80: number } | null;
};
type Prediction = {
  through: string;
  observedAt: string;
  absence: string | null;
  explanation: string | null;
  hoursObserved: number;
  current: { amount: string } | null;
  horizons: Horizon[];
};
const FIELDS = `through observedAt absence explanation hoursObserved current { amount }
  horizons { horizon from status absence explanation price { amount basis source observedAt } low { amount }
    high { amount } quantiles { level amount } advice recommendation savingPercent
    accuracy { n mae maeIfPriceStays skill coverage80 } }`;

async function predict(
  db: Parameters<typeof data>[0],
  filter: string,
  { args = '', now = NOW }: { args?: string; now?: Instant } = {},
): Promise<Prediction> {
  const source = `{ prediction(filter: { ${filter} } ${args}) { ${FIELDS} } }`;
  return (await data<{ prediction: Prediction }>(db, source, { context: { now: () => now } })).prediction;
}

test('a price that comes back to its level is forecast, with its error beside it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const usd = [...jitter(0.4, 40 * 24), 0.43];
  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd }], NOW);
  const prediction = await predict(db, 'gpu: "4090"');
  expect(prediction).toMatchObject({
    through: '2026-06-15T12:00:00Z',
    observedAt: '2026-06-15T12:00:00Z',
    absence: null,
    explanation: null,
    hoursObserved: 961,
    current: { amount: '0.43' },
  });
  expect(prediction.horizons.map(({ horizon, from }) => [horizon, from])).toEqual([
    ['PT1H', '2026-06-15T13:00:00Z'],
    ['PT6H', '2026-06-15T18:00:00Z'],
    ['P1D', '2026-06-16T12:00:00Z'],
  ]);
  for (const horizon of prediction.horizons) {
    const { price, low, high, accuracy } = horizon;
    expect(horizon).toMatchObject({ status: 'SKILL', advice: 'WAIT', price: { basis: 'ESTIMATED' } });
    expect(horizon.recommendation).toContain('Wait until 2026-06-1');
    expect(Number(price?.amount)).toBeGreaterThan(0.39);
    expect(Number(price?.amount)).toBeLessThan(0.415);
    expect(Number(low?.amount)).toBeLessThan(Number(price?.amount));
    expect(Number(high?.amount)).toBeGreaterThan(Number(price?.amount));
    // White noise: "the price stays" is off by √2 times as much as its level is, on average.
    expect(accuracy?.skill).toBeGreaterThan(0.2);
    expect(accuracy?.skill).toBeLessThan(0.35);
    expect(accuracy?.coverage80).toBeGreaterThan(0.75);
    expect(accuracy?.coverage80).toBeLessThan(0.85);
    expect(accuracy?.n).toBeGreaterThan(850);
    const amounts = horizon.quantiles?.map(({ amount }) => Number(amount)) ?? [];
    expect(amounts).toHaveLength(19);
    expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
  }
});

test('a constant price has no skill, and an interval of no width', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd: Array.from({ length: 400 }, () => 0.4) }], NOW);
  const { absence, horizons } = await predict(db, 'gpu: "4090"');
  expect(absence).toBeNull();
  for (const horizon of horizons) {
    expect(horizon).toMatchObject({
      status: 'NO_SKILL',
      explanation: expect.stringContaining('never changed') as string,
      price: { amount: '0.40' },
      low: { amount: '0.40' },
      high: { amount: '0.40' },
      advice: 'NO_ADVICE',
      accuracy: { mae: '0.00', maeIfPriceStays: '0.00', skill: 0, coverage80: 1 },
    });
  }
});

test('twenty points are not enough, and it is said how many would be', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd: jitter(0.4, 20) }], NOW);
  const { absence, explanation, horizons } = await predict(db, 'gpu: "4090"');
  expect(absence).toBe('NOT_ENOUGH_DATA');
  expect(explanation).toContain('observed in 20 hours; this horizon needs 58');
  expect(horizons[2]).toMatchObject({ status: 'ABSENT', price: null, quantiles: null, accuracy: null });
  expect(horizons[2]?.explanation).toContain('needs 104');
});

test('a week without a price makes it stale, and what comes after has to show itself first', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const weekAgo = plusMs(LAST, -7 * DAY_MS);
  await importPrices(db, [{ gpu: 'RTX 4090', last: weekAgo, usd: jitter(0.4, 500) }], NOW);
  const stale = await predict(db, 'gpu: "4090"');
  expect(stale).toMatchObject({ absence: 'STALE', observedAt: '2026-06-08T12:00:00Z' });
  expect(stale.explanation).toContain('2026-06-08T12:00:00Z');
  expect(stale.horizons[0]).toMatchObject({ status: 'ABSENT', price: null });

  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd: jitter(0.4, 5, 0.03, 2) }], NOW);
  await refreshPredictions(db, NOW, seriesStates(10));
  const back = await predict(db, 'gpu: "4090"');
  expect(back.absence).toBe('NOT_ENOUGH_DATA');
  expect(back.explanation).toContain('observed in 5 hours; 24 are needed');

  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd: jitter(0.4, 48, 0.03, 3) }], NOW);
  await refreshPredictions(db, NOW, seriesStates(10));
  expect((await predict(db, 'gpu: "4090"')).horizons[0]).toMatchObject({ status: 'SKILL' });
});

test('a price that halves overnight is not said to come back', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const usd = [...jitter(0.4, 40 * 24), ...jitter(0.2, 8, 0.03, 2)];
  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd }], NOW);
  const { current, horizons } = await predict(db, 'gpu: "4090"');
  for (const { status, advice, price, explanation } of horizons) {
    expect(status).toBe('NO_SKILL');
    expect(advice).toBe('NO_ADVICE');
    expect(price?.amount).toBe(current?.amount);
    expect(explanation).toContain('further than it ever did');
  }
});

test('what the hours before a new one taught is kept: it is told as if all had been replayed', async () => {
  const usd = jitter(0.4, 400, 0.03, 5);
  const answers: Prediction[] = [];
  for (const steps of [[NOW], [-30, -5, -1, 0].map((hours) => plusMs(NOW, hours * HOUR_MS))]) {
    await using database = await testDatabase();
    const { db } = database;
    const states = seriesStates(10);
    for (const now of steps) {
      const known = usd.slice(0, usd.length - (NOW - now) / HOUR_MS);
      const last = plusMs(LAST, now - NOW);
      await importPrices(db, [{ gpu: 'RTX 4090', last, usd: known }], now);
      expect(await refreshPredictions(db, now, states)).toBe(1);
      // Nothing new: nothing to do.
      expect(await refreshPredictions(db, now, states)).toBe(0);
    }
    answers.push(await predict(db, 'gpu: "4090"'));
  }
  expect(answers[1]).toEqual(answers[0]);
});

test('a prediction of the past is what was answered then', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const then = plusMs(NOW, -5 * HOUR_MS);
  const usd = jitter(0.4, 300, 0.03, 7);
  const early = { gpu: 'RTX 4090', last: plusMs(LAST, -5 * HOUR_MS), usd: usd.slice(0, -5) };
  await importPrices(db, [early], then);
  const answered = await predict(db, 'gpu: "4090"', { now: then });
  expect(answered.horizons[0]?.status).toBe('SKILL');
  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd: usd.slice(-5) }], NOW);
  await refreshPredictions(db, NOW, seriesStates(10));
  const args = 'asOf: "2026-06-15T07:20:00Z"';
  expect(await predict(db, 'gpu: "4090"', { args })).toEqual(answered);
  expect(await predict(db, 'gpu: "4090"')).not.toEqual(answered);
});

test('one provider, region, billing or uncatalogued name is a series of its own', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const shared = { gpu: 'RTX 4090', last: LAST };
  await importPrices(
    db,
    [
      { ...shared, provider: 'vastai', usd: jitter(0.4, 300) },
      { ...shared, provider: 'runpod', region: 'DE', usd: jitter(0.6, 300) },
      { ...shared, billing: 'spot', usd: jitter(0.2, 300) },
      { ...shared, gpu: 'H100', usd: jitter(2, 300) },
    ],
    NOW,
  );
  const level = async (filter: string) =>
    Number((await predict(db, filter)).horizons[0]?.price?.amount).toFixed(1);
  expect(await level('gpu: "4090", provider: "vastai"')).toBe('0.4');
  expect(await level('gpu: "4090", region: "DE"')).toBe('0.6');
  expect(await level('gpu: "4090", billing: SPOT')).toBe('0.2');
  expect(await level('gpuName: "H100"')).toBe('2.0');
  // Kept, as it was asked for; and brought up to date with the GPUs' own.
  const kept = await db.selectFrom('prediction').select(['provider', 'wanted_until']).execute();
  expect(kept).toHaveLength(4);
  expect(await refreshPredictions(db, plusMs(NOW, 3 * DAY_MS), seriesStates(10))).toBe(0);
  await rollUp(db, plusMs(NOW, 3 * DAY_MS));
  await refreshPredictions(db, plusMs(NOW, 3 * DAY_MS), seriesStates(10));
  const later = await db.selectFrom('prediction').select(['provider', 'wanted_until']).execute();
  expect(later.every(({ wanted_until: until }) => until === null)).toBe(true);
  const whose = (filter: string) =>
    data(db, `{ prediction(filter: { gpu: "4090", ${filter} }) { provider { key } region { code } } }`);
  expect(await whose('provider: "runpod", region: "DE"')).toEqual({
    prediction: { provider: { key: 'runpod' }, region: { code: 'DE' } },
  });
  expect(await whose('billing: ON_DEMAND')).toEqual({ prediction: { provider: null, region: null } });
  // An import is known from when it is recorded, whatever time it is of.
  const then = `asOf: "${formatInstant(plusMs(NOW, -5 * DAY_MS))}"`;
  const known = await predict(db, 'gpu: "4090"', { args: then });
  expect(known.absence).toBe('NOT_OFFERED');
});

test('horizons lie between those that are learnt, and widen', async () => {
  await using database = await testDatabase();
  const { db } = database;
  let price = 0.4;
  const usd = jitter(1, 900, 0.02, 9).map((step) => (price *= step));
  await importPrices(db, [{ gpu: 'RTX 4090', last: LAST, usd }], NOW);
  const asked = ['PT30M', 'PT1H', 'PT2H', 'PT3H', 'PT6H', 'PT12H', 'P1D', 'P2D', 'P3D', 'P5D', 'P7D'];
  const { horizons } = await predict(db, 'gpu: "4090"', { args: `horizons: ${JSON.stringify(asked)}` });
  expect(horizons.map(({ horizon }) => horizon)).toEqual(asked);
  // A random walk: nothing beats “the price stays”.
  expect(new Set(horizons.map(({ status }) => status))).toEqual(new Set(['NO_SKILL']));
  const widths = horizons.map(({ low, high }) => Number(high?.amount) - Number(low?.amount));
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
});

test('what cannot be asked is refused, and what is not there is said', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const refused = async (args: string) =>
    (await refusalOf(db, `{ prediction(${args}) { through } }`)).message;
  expect(await refused('filter: {}')).toContain('Name one GPU');
  expect(await refused('filter: { gpu: "4090", gpuName: "RTX 4090" }')).toContain('Name one GPU');
  expect(await refused('filter: { gpu: "4090" }, horizons: []')).toContain('1 to 12');
  expect(await refused('filter: { gpu: "4090" }, horizons: ["P8D"]')).toContain('P7D');
  expect(await refused('filter: { gpu: "4090" }, horizons: ["PT0S"]')).toContain('longer than nothing');
  expect(await refused('filter: { gpu: "4090", region: "EUROPE" }')).toContain('is a continent');
  expect(await refused('filter: { gpu: "4090", region: "ZZ" }')).toContain('no region');
  expect(await refused('filter: { gpu: "4090", provider: "nobody" }')).toContain('nobody');
  expect(await predict(db, 'gpu: "4090"')).toMatchObject({ absence: 'NOT_OFFERED', current: null });
});
