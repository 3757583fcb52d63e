import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { FigureRangeRef } from '../energy/graph-energy.ts';
import { RentalRef } from '../graph-rental.ts';
import { answerStart, type PlaceAnswer, type StartAnswer } from './answer-start.ts';
import { StartWindowRef } from './graph-start-window.ts';
import { StartObjectiveEnum, StartWindowsInput } from './graph-start-windows-input.ts';
import { gridOf } from './place-hours.ts';
import { priceExplanation, reasoningOf } from './start-words.ts';

type Decision = 'START_NOW' | 'START_LATER' | 'START_ELSEWHERE';

const DecisionEnum = builder.enumType('StartDecision', {
  description: 'What to do with a run that may wait.',
  values: {
    START_NOW: { description: 'Begin at once: nothing better is expected with more certainty than it errs.' },
    START_LATER: { description: 'Begin at `best.start`.' },
    START_ELSEWHERE: { description: 'Begin at `best.start` in `best.region`.' },
  } satisfies Record<Decision, object>,
});

function decisionOf({ best, now }: StartAnswer): Decision | null {
  if (!best || !now) return null;
  if (best.place !== now.place) return 'START_ELSEWHERE';
  return best === now ? 'START_NOW' : 'START_LATER';
}

const PlaceRef = builder.objectRef<PlaceAnswer>('StartPlace').implement({
  description: 'A place the run may be in, with every start it may have there.',
  fields: (t) => ({
    region: t.string({
      nullable: true,
      description: 'Its code ("DE"): of the cheapest offer where one is rented. Null where it is not known.',
      resolve: ({ place }) => place.region?.code ?? null,
    }),
    zone: t.string({
      nullable: true,
      description:
        'The grid whose hours are known of it ("US-CAL-CISO", as Electricity Maps calls it); null where none are.',
      resolve: ({ place }) => gridOf(place.region)?.zone ?? null,
    }),
    rental: t.field({
      type: RentalRef,
      description: 'The machine rented there and its price; for machines of your own without a price.',
      resolve: ({ place }) => place.rental,
    }),
    energy: t.field({
      type: FigureRangeRef,
      description: 'kWh that the run takes there, the same at every hour.',
      resolve: ({ place }) => place.energy,
    }),
    carbonExplanation: t.string({
      nullable: true,
      description: 'Why no hour is cleaner than another there; null where hours are known.',
      resolve: ({ place }) => place.intensity.explanation,
    }),
    priceExplanation: t.string({
      nullable: true,
      description: 'Why no hour is cheaper than another there; null where hours have prices of their own.',
      resolve: ({ place, windows }) => priceExplanation(place, windows[0]?.asked.ownMachines ?? false),
    }),
    best: t.field({
      type: StartWindowRef,
      nullable: true,
      description:
        'The best start there, as it would be if no other place were compared. Null where nothing can be rented: rental.absence says why.',
      resolve: ({ best }) => best,
    }),
    windows: t.field({
      type: [StartWindowRef],
      complexity: { multiplier: 25 },
      description:
        'Every start: now, each clock hour after, and the last that the deadline leaves. Empty where nothing can be rented.',
      resolve: ({ windows }) => windows,
    }),
  }),
});

const StartWindowsRef = builder.objectRef<StartAnswer>('StartWindows').implement({
  description:
    'When, and where, to begin a run for the least money, carbon, or both. Rent is by the forecast of its price; the grid by what its hours were like in 2024 by month, hour and weekend, as long as the caller brings no forecast: docs/accuracy.md tells what that errs.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'The instant it is true for.',
      resolve: ({ asked }) => asked.at,
    }),
    deadline: t.field({
      type: 'DateTime',
      description: 'When the run has to be done.',
      resolve: ({ asked }) => asked.deadline,
    }),
    latestStart: t.field({
      type: 'DateTime',
      description: 'The last moment it may begin.',
      resolve: ({ asked }) => plusMs(asked.deadline, -Math.ceil(asked.hours * HOUR_MS)),
    }),
    objective: t.field({
      type: StartObjectiveEnum,
      description: 'What the best start is the best by.',
      resolve: ({ asked }) => asked.objective,
    }),
    decision: t.field({
      type: DecisionEnum,
      nullable: true,
      description: 'What to do. Null where no machine can be rented: `reasoning` says what to ask instead.',
      resolve: decisionOf,
    }),
    reasoning: t.string({ description: 'What to do and why, in words.', resolve: reasoningOf }),
    best: t.field({
      type: StartWindowRef,
      nullable: true,
      description:
        'The start that comes to least, of those whose saving is more than such a saving errs (its mean absolute error), and over 1 %; to begin at once where there is none. Null where no machine can be rented.',
      resolve: ({ best }) => best,
    }),
    now: t.field({
      type: StartWindowRef,
      nullable: true,
      description:
        'To begin at once, in the first of the places where a machine can be rented: what savings are against. Null where there is none.',
      resolve: ({ now }) => now,
    }),
    places: t.field({
      type: [PlaceRef],
      complexity: { multiplier: 3 },
      description: 'The places compared, in the order asked.',
      resolve: ({ places }) => places,
    }),
  }),
});

builder.queryField('startWindows', (t) =>
  t.field({
    type: StartWindowsRef,
    description:
      'The best start of a run within its deadline, for the least cost, the least carbon, or both at a price of carbon: every start with what it costs and emits, averaged over the run, and where regions are compared the best in each.',
    complexity: ({ input }) => ({ field: 30 * Math.max(1, input.regions?.length ?? 1) }),
    args: {
      input: t.arg({
        type: StartWindowsInput,
        required: true,
        description: 'The run, until when it has to be done, and what counts.',
      }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) =>
      answerStart(input, context, await askedMoment(context, info)),
  }),
);
