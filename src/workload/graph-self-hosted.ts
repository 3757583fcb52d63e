import { selfHostedBill } from '#analytics/self-hosting.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { derived, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { Instant } from '#units/time.ts';
import { askedApi, compareWithApi, selfHostedCost, type ApiComparison } from './api-comparison.ts';
import type { Cost } from './cost.ts';
import { ApiComparisonRef } from './graph-api-comparison.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { MemoryFitRef } from './graph-memory-fit.ts';
import { RentalRef } from './graph-rental.ts';
import { SpeedRef } from './graph-throughput.ts';
import { checkSelfHostedVsApi, SelfHostedVsApiInput } from './graph-self-hosted-input.ts';
import { checkBill } from './rental.ts';
import { selfHostingReasoning } from './self-hosting-reasoning.ts';
import { selfHostingSetup, type SelfHostingSetup } from './self-hosting-setup.ts';
import { throughputFigures } from './throughput.ts';

export type SelfHostedAnswer = {
  readonly at: Instant;
  readonly tokensPerMonth: Figure;
  readonly setup: SelfHostingSetup;
  readonly bill: Bill | null;
  /** The cheapest first. */
  readonly comparisons: readonly ApiComparison[];
};

type Bill = {
  readonly replicas: Figure | null;
  readonly gpus: Figure | null;
  readonly utilisation: Figure | null;
  readonly monthly: Cost;
  readonly perMillionTokens: Figure;
};

const TOKENS = formula('requests * (promptTokens + outputTokens)');
const GPUS = formula('replicas * gpusPerReplica');
const UTILISATION = formula('requests / (replicas * capacity)');
const PER_MILLION = formula('monthly / tokens * 1e6');

function billOf(setup: SelfHostingSetup, requests: Figure, tokens: Figure): Bill | null {
  const { hosting, rental, capacity } = setup;
  if (!hosting) return null;
  const { replicas, monthly } = selfHostedBill(hosting, requests);
  return {
    replicas,
    gpus: replicas && rental && derived(GPUS, { replicas, gpusPerReplica: rental.gpuCount }, 'GPUs'),
    utilisation:
      replicas && capacity && derived(UTILISATION, { requests, replicas, capacity: capacity.full }, '1'),
    monthly: selfHostedCost(setup, monthly, replicas),
    perMillionTokens: derived(PER_MILLION, { monthly, tokens }, 'USD per million tokens'),
  };
}

const SelfHostedRef = builder.objectRef<Pick<SelfHostedAnswer, 'setup' | 'bill'>>('SelfHosted').implement({
  description: 'What serving oneself takes and costs a month of 730 hours.',
  fields: (t) => {
    const figure = (
      description: string,
      resolve: (answer: Pick<SelfHostedAnswer, 'setup' | 'bill'>) => Figure | null | undefined,
    ) => t.field({ type: FigureRef, nullable: true, description, resolve });
    return {
      rental: t.field({
        type: RentalRef,
        nullable: true,
        description: 'What each replica runs on, and its price. Null where the bill was told.',
        resolve: ({ setup }) => setup.rental,
      }),
      memory: t.field({
        type: MemoryFitRef,
        nullable: true,
        description:
          'Whether the model fits on a replica, and what would where it does not. Null where no model was told.',
        resolve: ({ setup }) => setup.fit,
      }),
      speed: t.field({
        type: SpeedRef,
        nullable: true,
        description:
          'How fast one replica serves the model, how that is known and how sure it is. Null where no model was told, or it does not fit.',
        resolve: ({ setup: { throughput } }) =>
          throughput && { throughput, figures: throughputFigures(throughput) },
      }),
      tokensPerSecond: figure(
        'What one replica gets through: answers’ tokens where a model was told (prompts’ where there are no answers), else all. Null where the bill was told, or the model does not fit.',
        ({ setup }) => setup.capacity?.tokensPerSecond,
      ),
      capacityPerReplica: figure(
        'Requests a month of one replica that never waits for one. Null where tokensPerSecond is.',
        ({ setup }) => setup.capacity?.full,
      ),
      usablePerReplica: figure(
        'Requests a month one replica can be given, so that the busiest hour finds room. Null where tokensPerSecond is.',
        ({ setup }) => setup.capacity?.usable,
      ),
      replicas: figure(
        'Replicas rented all month, spare ones included. Null where the bill was told, or is not known.',
        ({ bill }) => bill?.replicas,
      ),
      gpus: figure('GPUs rented all month. Null where replicas is.', ({ bill }) => bill?.gpus),
      utilisation: figure(
        'The share of the replicas’ capacity that is used on average. Null where replicas is.',
        ({ bill }) => bill?.utilisation,
      ),
      monthly: t.field({
        type: CostRef,
        nullable: true,
        description:
          'What it costs a month, operations included. Null where there is no price (rental.absence) or the model does not fit (memory).',
        resolve: ({ bill }) => bill?.monthly ?? null,
      }),
      perMillionTokens: figure(
        'The same by the million tokens, input and output together, in US dollars. Null where monthly is.',
        ({ bill }) => bill?.perMillionTokens,
      ),
    };
  },
});

const SelfHostedVsApiRef = builder.objectRef<SelfHostedAnswer>('SelfHostedVsAPI').implement({
  description: 'Serving a model oneself against commercial APIs: both costs, and where they cross.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    tokensPerMonth: t.field({
      type: FigureRef,
      description: 'Tokens a month, input and output together.',
      resolve: ({ tokensPerMonth }) => tokensPerMonth,
    }),
    selfHosted: t.field({
      type: SelfHostedRef,
      description: 'Serving oneself.',
      resolve: (answer) => answer,
    }),
    comparisons: t.field({
      type: [ApiComparisonRef],
      description: 'Each API against serving oneself, the one that asks least first.',
      resolve: ({ comparisons }) => comparisons,
    }),
    reasoning: t.string({
      description: 'What to take at this volume and why the others lost; or what is missing to say so.',
      resolve: selfHostingReasoning,
    }),
  }),
});

builder.queryField('selfHostedVsApi', (t) =>
  t.field({
    type: SelfHostedVsApiRef,
    description:
      'Is it cheaper to serve a model oneself on rented GPUs or to call a commercial API? Whole machines at the prices of the moment, against listed prices of tokens: both bills, the saving, and the volumes at which they break even.',
    complexity: { field: 30 },
    args: {
      input: t.arg({
        type: SelfHostedVsApiInput,
        required: true,
        description: 'The requests, the APIs and the machines.',
      }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info): Promise<SelfHostedAnswer> => {
      checkSelfHostedVsApi(input);
      const apis = input.apis.map(askedApi);
      const moment = await askedMoment(context, info);
      const setup = await selfHostingSetup(input, context, moment);
      const requests = given(input.requestsPerMonth, 'requests');
      const promptTokens = given(input.promptTokens, 'tokens');
      const outputTokens = given(input.outputTokens, 'tokens');
      const tokensPerMonth = derived(TOKENS, { requests, promptTokens, outputTokens }, 'tokens');
      const bill = billOf(setup, requests, tokensPerMonth);
      if (bill) checkBill('requestsPerMonth', bill.monthly.figure.value);
      return {
        at: moment.at,
        tokensPerMonth,
        setup,
        bill,
        comparisons: apis
          .map((api) => compareWithApi(input, setup, api))
          .toSorted((a, b) => a.monthly.value - b.monthly.value),
      };
    },
  }),
);
