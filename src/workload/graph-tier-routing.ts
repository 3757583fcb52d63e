import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { askedMoment } from '#market/graph-moment.ts';
import type { Instant } from '#units/time.ts';
import {
  answerTierRouting,
  type PlacedRequest,
  type PricedTier,
  type TierRoutingAnswer,
} from './answer-tier-routing.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { RankedGpuRef } from './graph-ranked-gpu.ts';
import { TierRoutingInput, tierRoutingQuestion } from './graph-tier-routing-input.ts';

const TierAbsenceEnum = builder.enumType('TierAbsence', {
  description: 'Why a tier has no price.',
  values: {
    DOES_NOT_FIT: { description: 'No machine on offer holds its model: `llmGpus` says by how much.' },
    NOT_OFFERED: { description: 'Nothing can be rented under the filter given.' },
  },
});

const TierRef = builder.objectRef<PricedTier>('Tier').implement({
  description: 'A tier with what it serves and costs.',
  fields: (t) => ({
    name: t.string({ description: 'As it is called.', resolve: ({ tier }) => tier.name }),
    below: t.int({
      nullable: true,
      description: 'Requests of fewer tokens belong here, unless to a tier before. Null for the last one.',
      resolve: ({ tier }) => tier.below,
    }),
    modelName: t.string({
      nullable: true,
      description: 'The model that serves it. Null for an API.',
      resolve: ({ tier: { serves } }) => (serves.kind === 'MODEL' ? serves.model.name : null),
    }),
    machine: t.field({
      type: RankedGpuRef,
      nullable: true,
      description:
        'Where its token is cheapest, at the mean lengths of its requests (the last tier: of all requests). Null for an API, where no request belongs to it, and where there is none: see absence.',
      resolve: ({ machine }) => machine,
    }),
    absence: t.field({
      type: TierAbsenceEnum,
      nullable: true,
      description: 'Why it has no price; null where it has one or needs none.',
      resolve: ({ absence }) => absence,
    }),
    requests: t.exposeFloat('requests', { description: 'How many requests belong here.' }),
    cost: t.field({
      type: CostRef,
      nullable: true,
      description: 'What its requests cost together. Null where there is no price: see absence.',
      resolve: ({ cost }) => cost,
    }),
  }),
});

const PlacedRequestRef = builder.objectRef<PlacedRequest>('RoutedRequest').implement({
  description: 'Requests of one kind, and where they go.',
  fields: (t) => ({
    tokens: t.field({
      type: FigureRef,
      description:
        'Tokens of the prompt (a quarter of its characters) and of the answer: what it is routed by.',
      resolve: ({ tokens }) => tokens,
    }),
    count: t.float({ description: 'How many there are.', resolve: ({ request }) => request.count }),
    tier: t.string({ description: 'The name of its tier.', resolve: ({ tier }) => tier.name }),
    cost: t.field({
      type: CostRef,
      nullable: true,
      description:
        'What they cost there, all of them, at their own lengths. Null where the tier has no price.',
      resolve: ({ cost }) => cost,
    }),
    costInLargest: t.field({
      type: CostRef,
      nullable: true,
      description: 'What they would cost in the last tier. Null where that has no price.',
      resolve: ({ costInLast }) => costInLast,
    }),
  }),
});

const TierRoutingRef = builder
  .objectRef<TierRoutingAnswer & { readonly at: Instant }>('TierRouting')
  .implement({
    description: 'Where requests are routed to by their tokens, what that costs, and what it saves.',
    fields: (t) => ({
      at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
      tiers: t.field({
        type: [TierRef],
        complexity: { multiplier: 3 },
        description: 'The tiers by ascending threshold.',
        resolve: ({ tiers }) => [...tiers],
      }),
      requests: t.field({
        type: [PlacedRequestRef],
        complexity: { multiplier: 20 },
        description: 'The requests in the order they were given.',
        resolve: ({ placed }) => [...placed],
      }),
      routed: t.field({
        type: CostRef,
        nullable: true,
        description:
          'What all requests cost as they are routed. Its quantiles are as if all prices moved together, the widest they can be. Null where a tier in use has no price.',
        resolve: ({ routed }) => routed,
      }),
      allLargest: t.field({
        type: CostRef,
        nullable: true,
        description: 'What all requests would cost in the last tier. Null where that has no price.',
        resolve: ({ allLast }) => allLast,
      }),
      saving: t.field({
        type: FigureRef,
        nullable: true,
        description: 'What routing saves, in USD; negative where it costs more. Null where either cost is.',
        resolve: ({ saving }) => saving,
      }),
      savingPercent: t.field({
        type: FigureRef,
        nullable: true,
        description:
          'The same in percent of allLargest. Null where either cost is, and where the last tier costs nothing.',
        resolve: ({ savingPercent }) => savingPercent,
      }),
    }),
  });

builder.queryField('tierRouting', (t) =>
  t.field({
    type: TierRoutingRef,
    description:
      'What a mix of requests costs when small ones go to small models: each is routed by the tokens of its prompt and answer, each tier priced live or by an API, against the largest tier for all.',
    complexity: { field: 50 },
    args: {
      input: t.arg({
        type: TierRoutingInput,
        required: true,
        description: 'The requests, the tiers, and how models are served.',
      }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) => {
      const moment = await askedMoment(context, info);
      const answer = await answerTierRouting(context, await tierRoutingQuestion(input, context), moment);
      return { ...answer, at: moment.at };
    },
  }),
);
