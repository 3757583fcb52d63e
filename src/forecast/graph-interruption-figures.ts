import type { EventRate } from '#analytics/event-rate.ts';
import { CONFIDENCE, type Interval } from '#analytics/interval.ts';
import type { ShrunkRate } from '#analytics/gamma-poisson.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { ratesAbsence } from './absence-words.ts';
import { ESTIMATORS } from './estimator-definitions.ts';
import { LEAST_EXPOSURE_HOURS, type Rates } from './interruption-rates.ts';
import { SurvivalRef, survivalOf } from './graph-survival.ts';

export const EstimatorEnum = builder.enumType('InterruptionEstimator', {
  description: 'How interruptions are known: each counts something else, and none sees all.',
  values: ESTIMATORS,
});

export const IntervalRef = builder.objectRef<Interval>('ConfidenceInterval').implement({
  description: `Where the true figure lies with ${CONFIDENCE * 100} % confidence, unless the field says another.`,
  fields: (t) => ({
    low: t.float({ description: 'Its low end.', resolve: ({ low }) => digits(low) }),
    high: t.float({
      nullable: true,
      description: 'Its high end; null where there is none: nothing happened yet.',
      resolve: ({ high }) => (high === Infinity ? null : digits(high)),
    }),
  }),
});

const ShrunkRef = builder.objectRef<ShrunkRate>('ShrunkRate').implement({
  description:
    'A rate drawn towards the rates of its siblings, the more so the less was seen of it: (count + a) ÷ (exposureHours + b). Siblings of a region are the other regions of the answer, those of a GPU in `reliability` the other GPUs; a gamma prior of a events in b hours is fitted to them, itself left out. What has no siblings is taken as it is, with half an event more.',
  fields: (t) => ({
    ratePerDay: t.float({
      description: 'Interruptions a day of one instance: 24 × (count + a) ÷ (exposureHours + b).',
      resolve: ({ perHour }) => digits(perHour * 24),
    }),
    ratePerDayInterval: t.field({
      type: IntervalRef,
      description: `Holds the rate a day with a probability of ${CONFIDENCE * 100} %: quantiles of the gamma distribution of count + a events in exposureHours + b.`,
      resolve: ({ interval }) => scaled(interval, 24),
    }),
    mtbiHours: t.float({
      description: 'Mean hours between interruptions: 24 ÷ ratePerDay.',
      resolve: ({ perHour }) => digits(1 / perHour),
    }),
    ownWeight: t.float({
      description: 'The part of the estimate that is its own, exposureHours ÷ (exposureHours + b), 0 to 1.',
      resolve: ({ ownWeight }) => digits(ownWeight),
    }),
    priorEvents: t.float({
      description: 'a: the events that its siblings stand for; ½ where it has none.',
      resolve: ({ prior }) => digits(prior.shape),
    }),
    priorHours: t.float({
      description: 'b: the hours that its siblings stand for; 0 where it has none.',
      resolve: ({ prior }) => digits(prior.hours),
    }),
  }),
});

type Fields<Shape> = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Shape>;

const WHERE_ABSENT = 'Null where there is none: see absence.';

/** The figures of any group of machines: fields of several types. */
export function rateFields<Shape extends Rates>(t: Fields<Shape>) {
  return {
    count: t.int({
      nullable: true,
      description:
        'Interruptions counted. Null where nothing is counted but a rate published, or nothing was seen.',
      resolve: (shape) => of(shape).hazard?.events ?? null,
    }),
    exposureHours: t.float({
      nullable: true,
      description: 'Hours that instances were watched at work, summed over them. Null where count is.',
      resolve: (shape) => optional(of(shape).hazard?.exposureHours),
    }),
    ratePerDay: t.float({
      nullable: true,
      description: `Interruptions a day of one instance: 24 × count ÷ exposureHours. ${WHERE_ABSENT}`,
      resolve: (shape) => optional(rate(shape)?.perHour, 24),
    }),
    ratePerDayInterval: t.field({
      type: IntervalRef,
      nullable: true,
      description: `Exact, from chi-squared with 2·count and 2·count + 2 degrees of freedom; under ADVISOR_BAND the rates at the ends of the bands. ${WHERE_ABSENT}`,
      resolve: (shape) => rateInterval(rate(shape)?.perHourInterval, 24),
    }),
    mtbiHours: t.float({
      nullable: true,
      description: `Mean hours between interruptions: exposureHours ÷ count. It misleads about new instances, whose first hours are their worst: see survival. ${WHERE_ABSENT} Null too where none was counted: then its interval says more than how much it is.`,
      resolve: (shape) => optional(rate(shape)?.mtbiHours),
    }),
    mtbiHoursInterval: t.field({
      type: IntervalRef,
      nullable: true,
      description: `Exact, as that of the rate. ${WHERE_ABSENT}`,
      resolve: (shape) => rateInterval(rate(shape)?.mtbiHoursInterval, 1),
    }),
    meanInterruptionMinutes: t.float({
      nullable: true,
      description:
        'How long interruptions lasted on average: minutes seen down ÷ interruptions seen to end, which does right by those that last on. Null where none was seen to end.',
      resolve: (shape) => optional(of(shape).hazard?.meanDownHours, 60),
    }),
    shrunk: t.field({
      type: ShrunkRef,
      nullable: true,
      description:
        'The estimate that errs least where little was seen. Null where rates are published and nothing is counted, where too few people report, or nothing was seen.',
      resolve: (shape) => of(shape).shrunk,
    }),
    survival: t.field({
      type: SurvivalRef,
      description: 'How long new instances last: those that began within the period.',
      resolve: (shape) => survivalOf(of(shape)),
    }),
    reporters: t.int({
      description: 'Different reporters whose reports count, under REPORTED; else 0.',
      resolve: (shape) => of(shape).reporters,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: `Why there is no rate: nothing was seen (NOT_OBSERVED), or less than ${LEAST_EXPOSURE_HOURS} hours of exposure, or too few reporters (NOT_ENOUGH_DATA). Null where there is one.`,
      resolve: (shape) => of(shape).absence,
    }),
    explanation: t.string({
      nullable: true,
      description: 'The absence in words, and what to do about it. Null where there is a rate.',
      resolve: (shape) => ratesAbsence(of(shape)),
    }),
  };
}

function of(shape: unknown): Rates {
  return shape as Rates;
}

/** The rate, where enough was seen for one. */
function rate(shape: unknown): EventRate | null {
  return of(shape).absence === null ? (of(shape).hazard?.rate ?? null) : null;
}

function optional(value: number | null | undefined, times = 1): number | null {
  return value == null ? null : digits(value * times);
}

function rateInterval(interval: Interval | undefined, times: number): Interval | null {
  return interval === undefined ? null : scaled(interval, times);
}

function scaled({ low, high }: Interval, times: number): Interval {
  return { low: low * times, high: high * times };
}

/** Six digits are more than any of these figures knows. */
export function digits(value: number): number {
  return Number(value.toPrecision(6));
}
