import type { Db } from '#db/open.ts';
import { keptAnswer, type PredictionAnswer } from '#forecast/kept-answer.ts';
import { advanceSignalFeed, endSignals, raiseSignals, type Signal } from '#forecast/store-signals.ts';
import { writeAnswers, writeSettlements } from '#forecast/store-answers.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { NOON } from './seed-market.ts';

const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);

/** What the forecast desk has told of the seeded market by NOON: two signals, one of them over, and answers. */
export async function seedForecasts(db: Db): Promise<void> {
  await seedSignals(db);
  await seedAnswers(db);
}

async function seedSignals(db: Db): Promise<void> {
  const drop: Signal = {
    seq: 1,
    kind: 'DROP',
    gpu: 'rtx-4090',
    billing: 'ON_DEMAND',
    simulated: false,
    provider: 'alpha',
    region: 'DE',
    price: 300_000,
    previousPrice: 360_000,
    mean24h: 360_000,
    median24h: 360_000,
    hours: 18,
    hoursTo: hour(-2),
    strength: 5 / 3,
    offers: 2,
    providers: ['alpha'],
    observedAt: hour(-2),
    stale: false,
    raisedAt: hour(-1.5),
    endedAt: null,
    endedPrice: null,
    ending: null,
  };
  const surge: Signal = {
    ...drop,
    seq: 2,
    kind: 'SURGE',
    provider: null,
    region: null,
    price: 470_000,
    strength: 1.53,
  };
  await raiseSignals(db, [
    drop,
    { ...surge, previousPrice: null, providers: ['alpha', 'beta'], raisedAt: hour(-1) },
  ]);
  await endSignals(db, hour(-0.5), [{ seq: 2, ending: 'RECOVERED', price: 380_000 }]);
  await advanceSignalFeed(db, { seq: 2, judgedSeq: 0, judgedHour: hour(-1), judgedAt: hour(-0.5) });
}

async function seedAnswers(db: Db): Promise<void> {
  const prediction: PredictionAnswer = {
    kind: 'PREDICTION',
    series: {
      gpu: 'rtx-4090',
      gpuName: null,
      provider: null,
      billing: 'ON_DEMAND',
      region: null,
      simulated: false,
    },
    madeAt: hour(-9.5),
    price: 420_000,
    horizonMs: 6 * HOUR_MS,
    low: 390_000,
    median: 410_000,
    high: 430_000,
  };
  const { series, madeAt, price } = prediction;
  await writeAnswers(
    db,
    hour(-9),
    [
      prediction,
      { ...prediction, madeAt: hour(-8.5) },
      { ...prediction, madeAt: hour(-1.5) },
      {
        kind: 'RUN_OR_WAIT',
        series,
        madeAt,
        price,
        waits: true,
        isLocked: true,
        takeAt: 400_000,
        startAt: hour(-5.5),
        deadline: hour(-5.5),
        runHours: 2,
        expectedSaving: 0.06,
      },
    ].map((answer) => keptAnswer(answer as PredictionAnswer)),
    12,
  );
  await writeSettlements(db, hour(-2), [
    {
      id: 1,
      outcome: 'SETTLED',
      actual: 400_000,
      covered: true,
      directionHit: true,
      moved: true,
      error: 0.01 / 0.42,
      staysError: 0.02 / 0.42,
    },
    { id: 2, outcome: 'UNSETTLEABLE', reason: 'NOT_OBSERVED' },
    { id: 4, outcome: 'SETTLED', actual: 399_000, saving: 0.05, oracleSaving: 0.08, worse: false },
  ]);
}
