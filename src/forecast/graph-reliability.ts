import { LOW_RISK_FROM, MEDIUM_RISK_FROM, SCORE_HOURS } from '#analytics/reliability.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { PriceBasis } from '#market/graph-price.ts';
import type { Instant } from '#units/time.ts';
import { EMPTY_FLOOR, ratesAbsence } from './absence-words.ts';
import { ESTIMATORS } from './estimator-definitions.ts';
import { digits, EstimatorEnum, IntervalRef } from './graph-interruption-figures.ts';
import type { MeasuredReliability } from './measured-reliability.ts';

/** The stretch of time that reliability is about. */
export const RELIABILITY_DAYS = 30;

export type ShownReliability = MeasuredReliability & {
  readonly from: Instant;
  readonly to: Instant;
  /** Whether the simulated market is served, for what nothing was seen of. */
  readonly served: boolean;
};

const RiskEnum = builder.enumType('InterruptionRisk', {
  description: 'What a score amounts to.',
  values: {
    LOW: {
      description: `A score of ${LOW_RISK_FROM} or more: of ten jobs of a day nine or more go through.`,
    },
    MEDIUM: { description: `A score of ${MEDIUM_RISK_FROM} or more, and below ${LOW_RISK_FROM}.` },
    HIGH: { description: `A score below ${MEDIUM_RISK_FROM}: most jobs of a day are interrupted.` },
  },
});

const DOWNTIMES = {
  OWN: { description: 'Seen here.' },
  SIBLINGS: { description: 'None was seen to end here: of its siblings.' },
  BOOT: { description: 'None was seen to end: until a new machine of the provider boots, by its terms.' },
} as const;

const DowntimeEnum = builder.enumType('InterruptionLengthSource', {
  description: 'Where the mean length of interruptions is from.',
  values: DOWNTIMES,
});

const NULL_WHERE_ABSENT = 'Null where there are no figures: see absence.';

export const ReliabilityRef = builder.objectRef<ShownReliability>('Reliability').implement({
  description: `How reliable machines are, over ${RELIABILITY_DAYS} days, by one estimator. All figures follow from mtbiHours and meanInterruptionMinutes, so they agree with each other.`,
  fields: (t) => ({
    score: t.float({
      nullable: true,
      description: `0 to 1: uptime × e^(−${SCORE_HOURS} ÷ mtbiHours), the chance that the machine is up when a job of ${SCORE_HOURS} hours begins, and stays up until it ends. New machines do worse in their first hours: see survival of \`interruptions\`. ${NULL_WHERE_ABSENT}`,
      resolve: ({ figures }) => figures && digits(figures.score),
    }),
    uptimePercent: t.float({
      nullable: true,
      description: `Share of time up, in percent: 100 × mtbiHours ÷ (mtbiHours + meanInterruptionMinutes ÷ 60). 72 h and 3 min make 99.93. ${NULL_WHERE_ABSENT}`,
      resolve: ({ figures }) => figures && digits(figures.uptime * 100),
    }),
    mtbiHours: t.float({
      nullable: true,
      description: `Mean hours up between interruptions: (exposureHours + priorHours) ÷ (count + priorEvents), the shrunk rate’s; under ADVISOR_BAND the published one. ${NULL_WHERE_ABSENT}`,
      resolve: ({ figures }) => figures && digits(figures.mtbiHours),
    }),
    mtbiHoursInterval: t.field({
      type: IntervalRef,
      nullable: true,
      description: `Holds mtbiHours with 95 %; under ADVISOR_BAND the ends of the bands. ${NULL_WHERE_ABSENT}`,
      resolve: ({ mtbiHoursInterval }) => mtbiHoursInterval,
    }),
    meanInterruptionMinutes: t.float({
      nullable: true,
      description: `How long an interruption lasts on average. ${NULL_WHERE_ABSENT}`,
      resolve: ({ figures }) => figures && digits(figures.meanInterruptionMinutes),
    }),
    meanInterruptionSource: t.field({
      type: DowntimeEnum,
      nullable: true,
      description: `Where meanInterruptionMinutes is from. ${NULL_WHERE_ABSENT}`,
      resolve: ({ figures, downtime }) => figures && downtime,
    }),
    risk: t.field({
      type: RiskEnum,
      nullable: true,
      description: `LOW from a score of ${LOW_RISK_FROM}, MEDIUM from ${MEDIUM_RISK_FROM}, else HIGH. ${NULL_WHERE_ABSENT}`,
      resolve: ({ figures }) => figures && figures.risk,
    }),
    isUpperBound: t.boolean({
      description:
        'True under MACHINE_OFFLINE, which sees only some interruptions: score, uptime and MTBI are at most these, and the risk is at least this.',
      resolve: ({ rates }) => rates.estimator === 'MACHINE_OFFLINE',
    }),
    formula: t.string({
      nullable: true,
      description: `The arithmetic of these figures, to redo. ${NULL_WHERE_ABSENT}`,
      resolve: formulaOf,
    }),
    estimator: t.field({
      type: EstimatorEnum,
      nullable: true,
      description: 'How interruptions are known. Null where no estimator saw anything.',
      resolve: ({ rates }) => rates.estimator,
    }),
    definition: t.string({
      nullable: true,
      description: 'What the estimator counts and what it cannot see. Null where estimator is.',
      resolve: ({ rates: { estimator } }) => (estimator === null ? null : ESTIMATORS[estimator].description),
    }),
    basis: t.field({
      type: PriceBasis,
      nullable: true,
      description: `How the figures came to be: ESTIMATED where siblings or terms are in them, else LIST where the rate is published, else DERIVED. ${NULL_WHERE_ABSENT}`,
      resolve: ({ rates, figures, downtime }) => {
        if (figures === null) return null;
        if (downtime !== 'OWN' || (rates.shrunk?.prior.hours ?? 0) > 0) return 'ESTIMATED';
        return rates.estimator === 'ADVISOR_BAND' ? 'LIST' : 'DERIVED';
      },
    }),
    providers: t.stringList({
      description: 'Ids of the providers whose machines were seen. Empty where nothing was.',
      resolve: ({ rates }) => [...rates.providers],
    }),
    simulated: t.boolean({
      description: 'True where machines of the simulated market are in it.',
      resolve: ({ rates, served }) => (rates.providers.length === 0 ? served : rates.simulated),
    }),
    from: t.expose('from', { type: 'DateTime', description: 'What happened from here on counts.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The instant it is true for.' }),
    count: t.int({
      nullable: true,
      description:
        'Interruptions counted. Null where nothing is counted but a rate published, or nothing was seen.',
      resolve: ({ rates }) => rates.hazard?.events ?? null,
    }),
    exposureHours: t.float({
      nullable: true,
      description: 'Hours that machines were watched at work. Null where count is.',
      resolve: ({ rates }) =>
        rates.hazard?.exposureHours == null ? null : digits(rates.hazard.exposureHours),
    }),
    ownWeight: t.float({
      nullable: true,
      description:
        'The part of the rate that is its own, 0 to 1; the rest is drawn from siblings: other GPUs for a GPU; other providers and regions of its GPU for an offer. Null where nothing is counted.',
      resolve: ({ rates: { shrunk } }) => (shrunk === null ? null : digits(shrunk.ownWeight)),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there are no figures: nothing was seen (NOT_OBSERVED), or too little, with no siblings to draw from, or no outage under MACHINE_OFFLINE, which sees only some (NOT_ENOUGH_DATA). Null where there are.',
      resolve: ({ absence }) => absence,
    }),
    explanation: t.string({
      nullable: true,
      description: 'The absence in words, and what to do about it. Null where there are figures.',
      resolve: ({ absence, rates }) => (absence === null ? null : (ratesAbsence(rates) ?? EMPTY_FLOOR)),
    }),
  }),
});

function formulaOf({ figures, rates, downtime }: ShownReliability): string | null {
  if (figures === null) return null;
  const { hazard, shrunk } = rates;
  const { mtbiHours: mtbi, meanInterruptionMinutes: down, uptime, score } = figures;
  const [m, d, u] = [digits(mtbi), digits(down), digits(uptime)];
  const rate =
    shrunk === null
      ? `MTBI ${m} h as published`
      : `MTBI ${m} h = (${digits(hazard?.exposureHours ?? 0)} + ${digits(shrunk.prior.hours)}) ÷ (${hazard?.events ?? 0} + ${digits(shrunk.prior.shape)})`;
  return `${rate}; interruption ${d} min (${downtime}); uptime ${u} = ${m} ÷ (${m} + ${d} ÷ 60); score ${digits(score)} = ${u} × e^(−${SCORE_HOURS} ÷ ${m})`;
}
