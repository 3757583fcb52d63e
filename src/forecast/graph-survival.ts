import {
  conditionalSurvival,
  kaplanMeier,
  medianLife,
  restrictedMean,
  survivalAt,
  type SurvivalCurve,
  type SurvivalPoint,
} from '#analytics/kaplan-meier.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { AbsenceEnum, type Absence } from '#market/graph-absence.ts';
import { rounded } from '#units/rounding.ts';
import type { Rates } from './interruption-rates.ts';

/** Fewer lives than this make no curve. */
const FEWEST_LIVES = 10;
const MOST_POINTS = 100;
const MOST_AGES = 50;

const WITHIN_CURVE = 'Null where the curve does not say: see absence.';

const PointRef = builder.objectRef<SurvivalPoint>('SurvivalPoint').implement({
  description: 'The survival curve at an age at which instances ended.',
  fields: (t) => ({
    hours: t.float({ description: 'The age.', resolve: ({ hours }) => figure(hours) }),
    atRisk: t.exposeInt('atRisk', { description: 'Instances that had reached this age (n).' }),
    events: t.exposeInt('events', { description: 'Of them, those interrupted at it (d).' }),
    survival: t.float({
      description: 'Share of new instances that outlast this age: the product of 1 − d ÷ n up to here.',
      resolve: ({ survival }) => figure(survival),
    }),
    low: t.float({ description: 'Low end of its 95 % interval.', resolve: ({ low }) => figure(low) }),
    high: t.float({ description: 'High end of its 95 % interval.', resolve: ({ high }) => figure(high) }),
    cumulativeHazard: t.float({
      description:
        'Nelson–Aalen: the sum of d ÷ n up to here. Where it bends down, instances grow safer with age.',
      resolve: ({ cumulativeHazard }) => figure(cumulativeHazard),
    }),
  }),
});

type AtAge = {
  readonly hours: number;
  readonly found: Pick<SurvivalPoint, 'survival' | 'low' | 'high'> | null;
  readonly conditional: number | null;
  readonly exponential: number | null;
};

const AtAgeRef = builder.objectRef<AtAge>('SurvivalAtAge').implement({
  description: 'How many new instances outlast an age.',
  fields: (t) => ({
    hours: t.exposeFloat('hours', { description: 'The age asked for.' }),
    survival: t.float({
      nullable: true,
      description: `Share that outlasts it. ${WITHIN_CURVE}`,
      resolve: ({ found }) => found && figure(found.survival),
    }),
    low: t.float({
      nullable: true,
      description: `Low end of its 95 % interval. ${WITHIN_CURVE}`,
      resolve: ({ found }) => found && figure(found.low),
    }),
    high: t.float({
      nullable: true,
      description: `High end of its 95 % interval. ${WITHIN_CURVE}`,
      resolve: ({ found }) => found && figure(found.high),
    }),
    conditional: t.float({
      nullable: true,
      description:
        'Share that lasts so many hours more, among those that have reached `ageHours`: S(age + hours) ÷ S(age). Null where the curve does not reach as far.',
      resolve: ({ conditional }) => conditional && figure(conditional),
    }),
    exponential: t.float({
      nullable: true,
      description:
        'What the rate alone would say, e^(−hours × rate): too much for young instances. Null where there is no rate.',
      resolve: ({ exponential }) => exponential && figure(exponential),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'NOT_OBSERVED where no instance was watched for so long; null where one was.',
      resolve: ({ found }): Absence | null => (found === null ? 'NOT_OBSERVED' : null),
    }),
  }),
});

/** A curve, and what would be said of it by its rate alone. */
export type Survival = {
  readonly curve: SurvivalCurve;
  readonly perHour: number | null;
  readonly absence: Absence | null;
};

export function survivalOf({ hazard, absence, isTrusted }: Rates): Survival {
  const curve = kaplanMeier(hazard?.lives ?? []);
  const perHour = absence === null ? (hazard?.rate.perHour ?? null) : null;
  if (isTrusted && curve.n >= FEWEST_LIVES) return { curve, perHour, absence: null };
  const none = hazard === null ? absence : 'NOT_OBSERVED';
  return { curve, perHour, absence: curve.n === 0 ? none : 'NOT_ENOUGH_DATA' };
}

export const SurvivalRef = builder.objectRef<Survival>('InstanceSurvival').implement({
  description:
    'How long new instances last: the Kaplan–Meier estimate over lives that began within the period. Those still running, given back by their users, or lost from sight count until then (censored). Lives are not exponential: a rate alone overstates the first hours.',
  fields: (t) => ({
    n: t.int({ description: 'Lives.', resolve: ({ curve }) => curve.n }),
    events: t.int({
      description: 'Lives that were interrupted.',
      resolve: ({ curve }) => curve.events,
    }),
    censored: t.int({
      description: 'Lives whose end was not seen.',
      resolve: ({ curve }) => curve.censored,
    }),
    longestHours: t.float({
      description: 'The longest that one was watched: beyond it nothing is known. 0 where there is none.',
      resolve: ({ curve }) => figure(curve.longestHours),
    }),
    medianHours: t.float({
      nullable: true,
      description:
        'The age that half of them do not outlast. Null where more than half outlast all that was seen, and where there is no curve.',
      resolve: ({ curve, absence }) => optional(absence === null ? medianLife(curve) : undefined),
    }),
    meanHours: t.float({
      nullable: true,
      description:
        'Mean hours that an instance lasts of the first longestHours: the area under the curve. Null where there is no curve.',
      resolve: ({ curve, absence }) =>
        optional(absence === null ? restrictedMean(curve, curve.longestHours) : undefined),
    }),
    points: t.field({
      type: [PointRef],
      description: `The curve: 1 before the first point, constant between two. Every age at which one was interrupted; of more than ${MOST_POINTS} that many, evenly chosen, the first and the last among them. Empty where there is no curve: see absence.`,
      complexity: { multiplier: MOST_POINTS / 4 },
      resolve: ({ curve, absence }) => (absence === null ? [...thinned(curve.points)] : []),
    }),
    at: t.field({
      type: [AtAgeRef],
      description: 'The curve at the ages asked for.',
      complexity: ({ hours }) => ({ field: 1, multiplier: hours?.length ?? 6 }),
      args: {
        hours: t.arg.floatList({
          required: true,
          defaultValue: [1, 4, 12, 24, 72, 168],
          description: `Ages in hours, 0 or more; at most ${MOST_AGES}.`,
        }),
        ageHours: t.arg.float({
          required: true,
          defaultValue: 0,
          description: 'How old an instance is already, for `conditional`.',
        }),
      },
      resolve: ({ curve, perHour, absence }, { hours, ageHours }) => {
        if (hours.length > MOST_AGES || hours.some((age) => !(age >= 0)))
          throw badInput('hours', `\`hours\` are at most ${MOST_AGES} ages of 0 hours or more.`);
        if (!(ageHours >= 0)) throw badInput('ageHours', '`ageHours` is 0 or more.');
        return hours.map((age): AtAge => ({
          hours: age,
          found: absence === null ? (survivalAt(curve, age) ?? null) : null,
          conditional: absence === null ? (conditionalSurvival(curve, ageHours, age) ?? null) : null,
          exponential: perHour === null ? null : Math.exp(-perHour * age),
        }));
      },
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: `Why there is no curve: no life was seen (NOT_OBSERVED), or fewer than ${FEWEST_LIVES}, or by too few reporters (NOT_ENOUGH_DATA). Null where there is one.`,
      resolve: ({ absence }) => absence,
    }),
  }),
});

function thinned(points: readonly SurvivalPoint[]): readonly SurvivalPoint[] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, index) => points[Math.round(index * step)]!);
}

function optional(value: number | undefined): number | null {
  return value === undefined ? null : figure(value);
}

function figure(value: number): number {
  return rounded(value, 6);
}
