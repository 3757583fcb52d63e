import { binomialInterval, type ShareInterval } from '#analytics/binomial-interval.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum, type Absence } from '#market/graph-absence.ts';
import { microUsd } from '#units/money.ts';
import { percentOf, rounded } from '#units/rounding.ts';
import { HOUR_MS } from '#units/time.ts';
import type { ScoreRow } from './store-scoreboard.ts';

type Rate = ShareInterval & { readonly hits: number; readonly n: number };

/** Null of no trials. */
function rateOf(hits: number, n: number): Rate | null {
  const interval = binomialInterval(hits, n);
  if (!interval) return null;
  const { share, low, high } = interval;
  return { share: rounded(share, 4), low: rounded(low, 4), high: rounded(high, 4), hits, n };
}

const RateRef = builder.objectRef<Rate>('HitRate').implement({
  description:
    'A share with its exact 95 % interval (Clopper–Pearson), which holds for answers that are independent of each other: those of one hour, or of one GPU, are less than that, and the true interval is wider.',
  fields: (t) => ({
    share: t.exposeFloat('share', {
      description: 'hits ÷ n, to four places, as are the ends of the interval.',
    }),
    low: t.exposeFloat('low', { description: 'The lower end of the interval.' }),
    high: t.exposeFloat('high', { description: 'The upper end of the interval.' }),
    hits: t.exposeInt('hits', { description: 'How many of n.' }),
    n: t.exposeInt('n', { description: 'Of how many.' }),
  }),
});

type Unsettleable = { readonly reason: Absence; readonly n: number };

const UnsettleableRef = builder.objectRef<Unsettleable>('UnsettleableAnswers').implement({
  description: 'Answers of which nobody will know what became of them.',
  fields: (t) => ({
    reason: t.field({
      type: AbsenceEnum,
      description:
        'STALE: nobody looked in the hours that would tell, and for two days nothing was learnt of them. NOT_OBSERVED: nothing was on offer in them.',
      resolve: ({ reason }) => reason,
    }),
    n: t.exposeInt('n', { description: 'How many.' }),
  }),
});

function unsettleable({ stale, notObserved }: ScoreRow): Unsettleable[] {
  const all = [
    { reason: 'STALE', n: stale },
    { reason: 'NOT_OBSERVED', n: notObserved },
  ] as const;
  return all.filter(({ n }) => n > 0);
}

const Counts = builder.interfaceRef<ScoreRow>('AnswerCounts').implement({
  description: 'How many answers a score is of.',
  fields: (t) => ({
    kept: t.exposeInt('kept', { description: 'Answers kept: settled, pending and unsettleable ones.' }),
    settled: t.exposeInt('settled', { description: 'Those of which it is known what became of them.' }),
    pending: t.int({
      description: 'Those whose time has not come, or whose hours may still become known.',
      resolve: ({ kept, settled, stale, notObserved }) => kept - settled - stale - notObserved,
    }),
    unsettleable: t.field({
      type: [UnsettleableRef],
      description: 'Those of which it will not be known, by reason; empty where there are none.',
      complexity: { multiplier: 2 },
      resolve: unsettleable,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'NOT_ENOUGH_DATA where nothing is settled yet, so that there are no figures; null where there are.',
      resolve: ({ settled }) => (settled === 0 ? ('NOT_ENOUGH_DATA' as const) : null),
    }),
  }),
});

const NONE = 'Null where nothing is settled.';
const percent = (share: number | null) => (share === null ? null : percentOf(share, 2));

export const PredictionScoreRef = builder.objectRef<ScoreRow>('PredictionScore').implement({
  description: 'Predictions that were served, of one horizon, against what the prices came to.',
  interfaces: [Counts],
  fields: (t) => ({
    horizon: t.field({
      type: 'Duration',
      description: 'How far ahead, to the hour.',
      resolve: ({ horizonHours }) => horizonHours * HOUR_MS,
    }),
    coverage: t.field({
      type: RateRef,
      nullable: true,
      description: `How often the price lay in the 80 % interval: 0.8 is what was promised. ${NONE}`,
      resolve: ({ covered, settled }) => rateOf(covered, settled),
    }),
    directionHits: t.field({
      type: RateRef,
      nullable: true,
      description: `How often the price went where the median said: up or down by more than 1 %, or neither. ${NONE}`,
      resolve: ({ directionHits, settled }) => rateOf(directionHits, settled),
    }),
    directionHitsWhereMoved: t.field({
      type: RateRef,
      nullable: true,
      description:
        'The same among the answers whose price moved by more than 1 %: to say that nothing happens is no hit there. Null where none did.',
      resolve: ({ movedHits, moved }) => rateOf(movedHits, moved),
    }),
    mae: t.field({
      type: 'USD',
      nullable: true,
      description: `The mean of |actual − median|, in dollars per GPU-hour. ${NONE}`,
      resolve: ({ errorMicros }) => (errorMicros === null ? null : microUsd(Math.round(errorMicros))),
    }),
    maeIfPriceStays: t.field({
      type: 'USD',
      nullable: true,
      description: `The mean of |actual − price when answered|, in dollars per GPU-hour: the error of “the price stays”. ${NONE}`,
      resolve: ({ staysErrorMicros }) =>
        staysErrorMicros === null ? null : microUsd(Math.round(staysErrorMicros)),
    }),
    maePercent: t.float({
      nullable: true,
      description: `The mean of |actual − median| ÷ price when answered, in percent: cheap and dear GPUs count alike. ${NONE}`,
      resolve: ({ error }) => percent(error),
    }),
    maePercentIfPriceStays: t.float({
      nullable: true,
      description: `The same of “the price stays”. ${NONE}`,
      resolve: ({ staysError }) => percent(staysError),
    }),
    skill: t.float({
      nullable: true,
      description:
        '1 − the mean relative error ÷ that of “the price stays”: above 0 the predictions were better. Null where nothing is settled, or no price moved at all.',
      resolve: ({ error, staysError }) =>
        error === null || !staysError ? null : rounded(1 - error / staysError, 4),
    }),
  }),
});

export const DecisionScoreRef = builder.objectRef<ScoreRow>('DecisionScore').implement({
  description:
    'Decisions to begin a job now or to wait that were served, with one time to the deadline, against what each would have cost. A wait for a price begins at the first hour at or under it, or at the deadline.',
  interfaces: [Counts],
  fields: (t) => ({
    horizon: t.field({
      type: 'Duration',
      description: 'The time the job had until it had to begin, to the hour.',
      resolve: ({ horizonHours }) => horizonHours * HOUR_MS,
    }),
    priceLocked: t.boolean({
      description: 'True where the price is locked at the start of the job, false where it floats.',
      resolve: ({ isLocked }) => isLocked ?? false,
    }),
    waits: t.exposeInt('waits', { description: 'How many of the settled ones were to wait.' }),
    savingPercent: t.float({
      nullable: true,
      description: `What the decisions saved against always beginning at once, in percent, on average over all of them; those to begin at once saved 0. ${NONE}`,
      resolve: ({ saving }) => percent(saving),
    }),
    expectedSavingPercent: t.float({
      nullable: true,
      description: `What they expected to save, in percent. ${NONE}`,
      resolve: ({ expectedSaving }) => percent(expectedSaving),
    }),
    oracleSavingPercent: t.float({
      nullable: true,
      description: `What knowing the future would have saved, in percent. ${NONE}`,
      resolve: ({ oracleSaving }) => percent(oracleSaving),
    }),
    worse: t.field({
      type: RateRef,
      nullable: true,
      description:
        'How many of the waits ended dearer than beginning at once. Null where no wait is settled.',
      resolve: ({ worse, waits }) => rateOf(worse, waits),
    }),
  }),
});
