import { LEAST_ENDED_LIVES } from '#analytics/spot-hazard.ts';
import type { Bounded, ExponentialCheck } from '#analytics/spot-plan.ts';
import { builder } from '#graph/builder.ts';
import { PriceBasis } from '#market/graph-price.ts';
import { percentOf, roundedHours } from '#units/rounding.ts';
import { HOUR_MS } from '#units/time.ts';
import { sourceOf } from './planned-hazard.ts';
import type { PlannedJob } from './planned-job.ts';

const FigureRef = builder.objectRef<Bounded>('SpotFigure').implement({
  description:
    'A figure of a plan with the interval that follows from the hazard’s, and for several nodes from how far they fail together. An assumed hazard is taken at its word: for one node low and high are what is expected.',
  fields: (t) => ({
    expected: t.exposeFloat('expected', { description: 'By the hazard as it is best known.' }),
    low: t.exposeFloat('low', {
      nullable: true,
      description: 'With machines as good as they may be. Null where that is not known.',
    }),
    high: t.exposeFloat('high', {
      nullable: true,
      description: 'With machines as bad as they may be. Null where the work would then not end.',
    }),
  }),
});

const percent = (share: number): number => percentOf(share, 4);
const percents = ({ low, expected, high }: Bounded): Bounded => ({
  low: low === null ? null : percent(low),
  expected: percent(expected),
  high: high === null ? null : percent(high),
});
const durationOf = (value: number): number => Math.round(value * HOUR_MS);

const MethodEnum = builder.enumType('SpotPlanMethod', {
  description: 'How interruptions are taken to come.',
  values: {
    REAL_LIVES: {
      description: `As the lives of machines that were observed, by renewal over their Kaplan–Meier curve: where ${LEAST_ENDED_LIVES} or more were seen to end.`,
    },
    EXPONENTIAL: {
      description:
        'At one rate, whatever a machine’s age, by Daly’s formulas: too few lives were seen. Real machines end early more often than that.',
    },
  },
});

const CheckRef = builder.objectRef<ExponentialCheck>('SpotExponentialCheck').implement({
  description:
    'What the exponential formula would have promised from the mean of the same lives, and how far it is off.',
  fields: (t) => ({
    mtbiHours: t.float({
      description: 'The mean it is given: hours lived ÷ lives ended; of a gang divided as its hazard is.',
      resolve: ({ mtbiHours }) => roundedHours(mtbiHours),
    }),
    checkpointInterval: t.field({
      type: 'Duration',
      description: 'How often it would save.',
      resolve: ({ intervalHours }) => durationOf(intervalHours),
    }),
    wallHours: t.float({
      description: 'The wall time it promises.',
      resolve: ({ wallHours }) => roundedHours(wallHours),
    }),
    trueWallHours: t.float({
      nullable: true,
      description:
        'What its checkpoint interval takes on the lives observed. Null where the work would not end.',
      resolve: ({ trueWallHours }) => (trueWallHours === null ? null : roundedHours(trueWallHours)),
    }),
    offPercent: t.float({
      description:
        'How far its promise is off the plan: 100 × (its wallHours ÷ wallHours.expected of the plan − 1), negative where it promises too much.',
      resolve: ({ offShare }) => percent(offShare),
    }),
  }),
});

type Warned = NonNullable<PlannedJob['warned']> & { readonly job: PlannedJob['job'] };

const WarnedRef = builder.objectRef<Warned>('SpotEmergencyCheckpoint').implement({
  description:
    'Saving between the warning of an interruption and the interruption. The plan does not count on it.',
  fields: (t) => ({
    warning: t.field({
      type: 'Duration',
      description: 'How long before an interruption it is told.',
      resolve: ({ job }) => durationOf(job.warningHours ?? 0),
    }),
    possible: t.exposeBoolean('possible', {
      description: 'True where a checkpoint takes no longer than the warning: C ≤ w.',
    }),
    machineHours: t.float({
      nullable: true,
      description:
        'Machine hours if every interruption is warned of and nothing else is saved: each then costs a checkpoint and a restart, work × e^((R + C)/M), or the renewal over real lives. Null where it is not possible, and where the work would not end.',
      resolve: ({ machineHours }) => (machineHours === null ? null : roundedHours(machineHours)),
    }),
  }),
});

const FORMULAS = {
  EXPONENTIAL:
    'checkpointInterval τ = √(2CM)·[1 + √(C/2M)/3 + (C/2M)/9] − C; machineHours = work × M·e^(R/M)·(e^((τ+C)/M) − 1)/τ (Daly 2006), M = mtbiHours, of n nodes ÷ nᵃ (1 ≤ nᵃ ≤ n); interruptions = machineHours ÷ M; wallHours = machineHours + interruptions × W',
  REAL_LIVES:
    'k segments of τ = work ÷ k, each with a checkpoint: V_k = E min(L, R + k(τ+C)) + (1 − g₁)V_k + Σ (g_j − g_{j+1})V_{k−j}, g_j = S(R + j(τ+C)) of the Kaplan–Meier curve S, beyond its end S(end)^(t/end), of n nodes S^(nᵃ) (1 ≤ nᵃ ≤ n); the k of least machineHours; wallHours = machineHours + interruptions × W; intervals at the 95 % band of S',
} as const;

export const ScheduleRef = builder.objectRef<PlannedJob>('SpotSchedule').implement({
  description: 'How to do work on spot machines, and what to expect of it.',
  fields: (t) => ({
    method: t.field({
      type: MethodEnum,
      description: 'How interruptions are taken to come.',
      resolve: ({ plan }) => plan.method,
    }),
    basis: t.field({
      type: PriceBasis,
      description: 'Always ESTIMATED: what is to be expected, by a model of interruptions.',
      resolve: () => 'ESTIMATED' as const,
    }),
    source: t.string({
      description: 'Where its hazard is from: ids of the providers it is of, or "caller".',
      resolve: ({ hazard }) => sourceOf(hazard),
    }),
    formula: t.string({
      description: 'How the figures are computed. C: checkpoint, R: restart, W: wait for a new machine.',
      resolve: ({ plan }) => FORMULAS[plan.method],
    }),
    checkpointInterval: t.field({
      type: 'Duration',
      description:
        'How long to work between checkpoints: what takes least time. Not under a minute, and not over the work itself.',
      resolve: ({ plan }) => durationOf(plan.intervalHours),
    }),
    machineHours: t.field({
      type: FigureRef,
      description: 'Hours each node is rented: work, checkpoints, restarts and work done twice.',
      resolve: ({ plan }) => plan.machineHours,
    }),
    wallHours: t.field({
      type: FigureRef,
      description:
        'Hours from start to end: machineHours and the waits for new machines, which are not paid.',
      resolve: ({ plan }) => plan.wallHours,
    }),
    interruptions: t.field({
      type: FigureRef,
      description: 'How many interruptions to expect.',
      resolve: ({ plan }) => plan.interruptions,
    }),
    overheadPercent: t.field({
      type: FigureRef,
      description: 'Machine hours beyond the work, in percent of the work.',
      resolve: ({ plan }) => percents(plan.overhead),
    }),
    breakEvenDiscountPercent: t.field({
      type: FigureRef,
      description:
        'The discount on the on-demand price at which spot costs as much: 100 × (1 − work ÷ machineHours). Spot wins above it.',
      resolve: ({ plan }) => percents(plan.breakEvenDiscount),
    }),
    survival: t.field({
      type: FigureRef,
      description:
        'The chance, 0 to 1, that no node is interrupted in as many hours as the work has: p of one node, of n between pⁿ (low: each fails for itself) and p (high: all fail together), expected p^(nᵃ).',
      resolve: ({ survival }) => survival,
    }),
    gangExponent: t.float({
      nullable: true,
      description:
        'The a of p^(nᵃ): 1 where nodes fail each for itself, 0 where all do together. What traces of one zone show; no larger gang is taken to be safer than a smaller one. Null for one node.',
      resolve: ({ powers, job }) =>
        job.nodes === 1 ? null : Math.log(powers.expected) / Math.log(job.nodes),
    }),
    resumeWait: t.field({
      type: 'Duration',
      description: 'The wait for a new machine after an interruption, as given, measured, or 0.',
      resolve: ({ job }) => durationOf(job.resumeWaitHours),
    }),
    emergencyCheckpoint: t.field({
      type: WarnedRef,
      nullable: true,
      description:
        'Whether work can be saved on the warning of an interruption. Null where no warning is known: give `warning`, or name a provider that documents one.',
      resolve: ({ warned, job }) => warned && { ...warned, job },
    }),
    exponentialCheck: t.field({
      type: CheckRef,
      nullable: true,
      description: 'How far the exponential formula is off. Null where the plan itself is by it.',
      resolve: ({ plan }) => plan.exponential,
    }),
  }),
});
