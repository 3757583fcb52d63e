import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { pricesMoment } from '#market/graph-moment.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import type { Instant } from '#units/time.ts';
import { measuresOf, paidNow, type Measure } from './checklist.ts';
import { ADVICE } from './checklist-words.ts';
import { costAt, type Cost } from './cost.ts';
import { askedChecklist, SavingsChecklistInput } from './graph-checklist-input.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { RentalRef } from './graph-rental.ts';
import type { Rental } from './rental.ts';
import { fleetOffers } from './store-fleet-offers.ts';

const MeasureKeyEnum = builder.enumType('SavingsMeasureKey', {
  description: 'What can be done to pay less.',
  values: Object.fromEntries(
    Object.entries(ADVICE).map(([key, { what }]) => [key, { description: what }]),
  ) as Record<Measure['key'], { description: string }>,
});

const HorizonEnum = builder.enumType('SavingsHorizon', {
  description: 'How soon a measure can be done.',
  values: {
    IMMEDIATE: { description: 'By a setting or another order: today.' },
    MEDIUM_TERM: { description: 'By work on what runs: days to weeks.' },
    LONG_TERM: { description: 'By a decision that binds: months.' },
  },
});

export const LevelEnum = builder.enumType('SavingsLevel', {
  description: 'How much effort or risk there is.',
  values: {
    LOW: { description: 'Little.' },
    MEDIUM: { description: 'Some: try it on one machine first.' },
    HIGH: { description: 'Much.' },
  },
});

const WhyNotEnum = builder.enumType('SavingsWhyNot', {
  description: 'Why a measure has no saving.',
  values: {
    NOT_SUITED: { description: 'It would harm what the machines are for.' },
    NO_OFFER: { description: 'Nothing to change to is on offer.' },
    NOT_KNOWN: { description: 'A figure is missing: the reason says which.' },
    NO_SAVING: { description: 'It costs as much or more, or is done already.' },
  },
});

const MeasureRef = builder.objectRef<Measure>('SavingsMeasure').implement({
  description: 'Something that can be done to pay less, judged on its own against what is paid now.',
  fields: (t) => ({
    key: t.field({ type: MeasureKeyEnum, description: 'Which one.', resolve: ({ key }) => key }),
    what: t.string({ description: 'What is done.', resolve: ({ key }) => ADVICE[key].what }),
    horizon: t.field({
      type: HorizonEnum,
      description: 'How soon it can be done.',
      resolve: ({ key }) => ADVICE[key].horizon,
    }),
    monthlySaving: t.field({
      type: FigureRef,
      nullable: true,
      description: 'US dollars a month, at the prices of the moment. Null where `whyNot` says why.',
      resolve: ({ saving }) => saving,
    }),
    whyNot: t.field({
      type: WhyNotEnum,
      nullable: true,
      description: 'Why there is no saving; null where there is one.',
      resolve: ({ why }) => why,
    }),
    reason: t.exposeString('reason', { description: 'Why it saves, or why not.' }),
    effort: t.field({
      type: LevelEnum,
      description: 'How much work it is.',
      resolve: ({ key }) => ADVICE[key].effort,
    }),
    risk: t.field({
      type: LevelEnum,
      description: 'How much may go wrong.',
      resolve: ({ key }) => ADVICE[key].risk,
    }),
    how: t.string({ description: 'How it is done.', resolve: ({ key }) => ADVICE[key].how }),
    nextQuery: t.string({
      description: 'The root field to ask next, for the details.',
      resolve: ({ key }) => ADVICE[key].next,
    }),
  }),
});

type Checklist = {
  readonly at: Instant;
  readonly rental: Rental;
  readonly cost: Cost | null;
  readonly measures: readonly Measure[];
};

const ChecklistRef = builder.objectRef<Checklist>('SavingsChecklist').implement({
  description:
    'What can be done to pay less, by what it would save here. Each is judged alone: savings of several do not add up.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    rental: t.field({
      type: RentalRef,
      description: 'One machine of what is rented, and its price.',
      resolve: ({ rental }) => rental,
    }),
    monthlyCost: t.field({
      type: CostRef,
      nullable: true,
      description: 'What is paid a month now. Null where the machine has no price: see rental.absence.',
      resolve: ({ cost }) => cost,
    }),
    measures: t.field({
      type: [MeasureRef],
      description: 'Those that save, the most dollars first. Empty where the machine has no price.',
      resolve: ({ measures }) => measures.filter(({ saving }) => saving !== null),
    }),
    notNow: t.field({
      type: [MeasureRef],
      description: 'Those that save nothing here, each with the reason.',
      resolve: ({ measures }) => measures.filter(({ saving }) => saving === null),
    }),
  }),
});

builder.queryField('savingsChecklist', (t) =>
  t.field({
    type: ChecklistRef,
    description:
      'A checklist of what can be done to pay less for what is run now: immediate, medium and long-term measures by the dollars they would save at the prices of the moment, and those that would not, with why.',
    complexity: { field: 50 },
    args: {
      input: t.arg({ type: SavingsChecklistInput, required: true, description: 'What is run now.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) => {
      const moment = await pricesMoment(context, info);
      const { rental, asked } = await askedChecklist(input, context, moment);
      if (!asked) return { at: moment.at, rental, cost: null, measures: [] };
      const scope = { ...wholeMarket(context.simulated), includeStale: false };
      const offers = await fleetOffers(context.db, scope, moment);
      const cost = costAt(paidNow(asked), rental.factors, rental.simulated);
      return { at: moment.at, rental, cost, measures: measuresOf(asked, offers) };
    },
  }),
);
