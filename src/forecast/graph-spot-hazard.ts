import { LEAST_ENDED_LIVES } from '#analytics/spot-hazard.ts';
import { builder } from '#graph/builder.ts';
import { PriceBasis } from '#market/graph-price.ts';
import { roundedHours } from '#units/rounding.ts';
import { IntervalRef } from './graph-interruption-figures.ts';
import { ESTIMATORS } from './estimator-definitions.ts';
import { HAZARD_DAYS, sourceOf, type HazardOrigin, type PlannedHazard } from './planned-hazard.ts';

const ORIGINS: Record<HazardOrigin, { readonly description: string }> = {
  ASSUMPTION: { description: 'The caller’s own `mtbiHours`.' },
  BID_CROSSING: ESTIMATORS.BID_CROSSING,
  ADVISOR_BAND: ESTIMATORS.ADVISOR_BAND,
  REPORTED: ESTIMATORS.REPORTED,
};

const OriginEnum = builder.enumType('SpotHazardOrigin', {
  description: 'How it is known how often spot machines are interrupted, the most trusted first.',
  values: ORIGINS,
});

const BASES = {
  ASSUMPTION: 'ESTIMATED',
  REPORTED: 'OBSERVED',
  BID_CROSSING: 'DERIVED',
  ADVISOR_BAND: 'LIST',
} as const satisfies Record<HazardOrigin, string>;

const FORMULAS: Record<HazardOrigin, string> = {
  ASSUMPTION: 'as given',
  REPORTED: 'exposureHours ÷ events; 95 % interval from the χ² quantiles of the count (Garwood 1936)',
  BID_CROSSING: 'exposureHours ÷ events; 95 % interval from the χ² quantiles of the count (Garwood 1936)',
  ADVISOR_BAND:
    'M = −730 ÷ ln(1 − share) at the middle of each offer’s band, rates averaged over the offers; from all at the upper to all at the lower ends of their bands, the open band ending at 99 %',
};

export const SpotHazardRef = builder.objectRef<PlannedHazard>('SpotHazard').implement({
  description: 'How often one spot machine is interrupted, as a plan takes it, and how that is known.',
  fields: (t) => ({
    origin: t.field({ type: OriginEnum, description: 'How it is known.', resolve: ({ origin }) => origin }),
    basis: t.field({
      type: PriceBasis,
      description:
        'OBSERVED where renters reported it, DERIVED from observed prices, LIST as published, ESTIMATED where it is an assumption.',
      resolve: ({ origin }) => BASES[origin],
    }),
    source: t.string({
      description: 'Ids of the providers it is of, or "caller".',
      resolve: sourceOf,
    }),
    formula: t.string({
      description: 'How mtbiHours and its interval are computed, for a reader to redo.',
      resolve: ({ origin }) => FORMULAS[origin],
    }),
    mtbiHours: t.float({
      description:
        'Mean hours between interruptions. It misleads by itself: many machines end early and few live long, see `method` of the schedule.',
      resolve: ({ mtbiHours }) => roundedHours(mtbiHours),
    }),
    mtbiHoursInterval: t.field({
      type: IntervalRef,
      nullable: true,
      description:
        'Where they lie with 95 % confidence; of bands, from all offers at the upper to all at the lower end of theirs. Without a high end nothing may ever interrupt. Null for an assumption.',
      resolve: ({ lowMtbiHours, highMtbiHours }) =>
        lowMtbiHours === null ? null : { low: lowMtbiHours, high: highMtbiHours ?? Infinity },
    }),
    events: t.exposeInt('events', {
      nullable: true,
      description: 'Interruptions counted. Null where none were counted but published or assumed.',
    }),
    exposureHours: t.float({
      nullable: true,
      description: 'Machine hours they were counted in. Null where none were counted.',
      resolve: ({ exposureHours }) => (exposureHours === null ? null : roundedHours(exposureHours)),
    }),
    endedLives: t.exposeInt('endedLives', {
      description: `Lives of new machines that were seen to end. From ${LEAST_ENDED_LIVES} on plans are made by their survival curve, below by the exponential of their mean.`,
    }),
    ofEveryRegion: t.exposeBoolean('isOfEveryRegion', {
      description:
        'True where nothing was known of the region asked for and all regions together stand for it.',
    }),
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description: `Since when interruptions count, ${HAZARD_DAYS} days before the answer. Null for an assumption.`,
      resolve: ({ period }) => period?.from,
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when interruptions count. Null for an assumption.',
      resolve: ({ period }) => period?.to,
    }),
  }),
});
