import type { BreakEven, Crossing } from '#analytics/self-hosting.ts';
import { MOST_CROSSINGS } from '#analytics/self-hosting.ts';
import { builder } from '#graph/builder.ts';
import type { Figure } from '#units/figure.ts';
import type { ApiComparison, AskedApi, Volume } from './api-comparison.ts';
import { ApiPriceRef } from './graph-api-prices.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';

export const CheaperEnum = builder.enumType('CheaperWay', {
  description: 'Who serves for less.',
  values: {
    SELF_HOSTED: { description: 'Serving oneself, or both cost the same.' },
    API: { description: 'The API.' },
  },
});

const CrossingRef = builder.objectRef<Crossing>('CostCrossing').implement({
  description: 'A volume from which on the other way costs less.',
  fields: (t) => ({
    requests: t.field({
      type: FigureRef,
      description: 'Requests a month.',
      resolve: ({ requests }) => requests,
    }),
    cheaper: t.field({
      type: CheaperEnum,
      description: 'What costs less from there until the next crossing.',
      resolve: ({ cheaper }) => cheaper,
    }),
  }),
});

const BreakEvenRef = builder.objectRef<BreakEven>('BreakEvenVolume').implement({
  description:
    'Where serving oneself begins to cost less. Machines come whole: each new replica can make the API cheaper again for a while.',
  fields: (t) => ({
    first: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'Requests a month at which serving oneself first costs no more. Null where it never does: a full replica costs no less than the API asks for the same.',
      resolve: ({ first }) => first,
    }),
    stays: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Requests a month from which on it always costs no more. Null where `first` is.',
      resolve: ({ stays }) => stays,
    }),
    crossings: t.field({
      type: [CrossingRef],
      description: `Each volume at which the cheaper way changes, ascending: the first ${MOST_CROSSINGS}.`,
      resolve: ({ crossings }) => crossings,
    }),
    count: t.float({ description: 'How many crossings there are in all.', resolve: ({ count }) => count }),
  }),
});

const VolumeRef = builder.objectRef<Volume>('VolumeCosts').implement({
  description: 'Both costs of a month at one volume.',
  fields: (t) => ({
    requests: t.field({
      type: FigureRef,
      description: 'Requests a month.',
      resolve: ({ requests }) => requests,
    }),
    replicas: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Replicas that takes, spare ones included. Null where the bill was told.',
      resolve: ({ replicas }) => replicas,
    }),
    selfHosted: t.field({
      type: CostRef,
      description: 'Serving oneself, operations included.',
      resolve: ({ selfHosted }) => selfHosted,
    }),
    api: t.field({ type: FigureRef, description: 'The API’s bill.', resolve: ({ api }) => api }),
    savingPercent: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What serving oneself saves of the API’s bill; negative where it costs more. Null where the API asks nothing.',
      resolve: ({ savingPercent }) => savingPercent,
    }),
    cheaper: t.field({
      type: CheaperEnum,
      description: 'Who costs less.',
      resolve: ({ cheaper }) => cheaper,
    }),
  }),
});

const RatesRef = builder.objectRef<AskedApi>('APIRates').implement({
  description: 'What an API asks, in US dollars per million tokens.',
  fields: (t) => {
    const rate = (name: keyof AskedApi['rates'], description: string) =>
      t.field({ type: FigureRef, description, resolve: ({ rates }) => rates[name] });
    return {
      listed: t.field({
        type: ApiPriceRef,
        nullable: true,
        description: 'The price that was named; null where prices were told.',
        resolve: ({ price }) => price,
      }),
      input: rate('input', 'Of input tokens.'),
      output: rate('output', 'Of output tokens.'),
      cachedInput: rate(
        'cachedInput',
        'Of input tokens read from a cache; as input where no such price is listed.',
      ),
    };
  },
});

type Against = NonNullable<ApiComparison['against']>;

export const ApiComparisonRef = builder.objectRef<ApiComparison>('APIComparison').implement({
  description: 'Serving oneself against one API. Null fields are not known: `selfHosted` says why.',
  fields: (t) => {
    const figure = (description: string, resolve: (against: Against) => Figure | null) =>
      t.field({
        type: FigureRef,
        nullable: true,
        description,
        resolve: ({ against }) => against && resolve(against),
      });
    return {
      api: t.field({ type: RatesRef, description: 'Which API, and its prices.', resolve: ({ api }) => api }),
      perRequest: t.field({
        type: FigureRef,
        description: 'What the API asks for one request, in US dollars.',
        resolve: ({ perRequest }) => perRequest,
      }),
      monthly: t.field({
        type: FigureRef,
        description: 'What the API asks a month, in US dollars.',
        resolve: ({ monthly }) => monthly,
      }),
      cheaper: t.field({
        type: CheaperEnum,
        nullable: true,
        description: 'Who costs less at the volume asked about.',
        resolve: ({ against }) => against?.now.cheaper ?? null,
      }),
      savingPercent: figure(
        'What serving oneself saves of the API’s bill; negative where it costs more. Null too where the API asks nothing.',
        ({ now }) => now.savingPercent,
      ),
      savingPerMonth: figure('The same in US dollars a month.', ({ savingPerMonth }) => savingPerMonth),
      breakEven: t.field({
        type: BreakEvenRef,
        nullable: true,
        description: 'The volumes at which the cheaper way changes.',
        resolve: ({ against }) => against?.breakEven ?? null,
      }),
      breakEvenUtilisation: figure(
        'The share of a replica’s time that has to be in use for a request to cost what the API asks, operations left out: above 1 it never does. Null too where the bill was told.',
        ({ utilisation }) => utilisation,
      ),
      volumes: t.field({
        type: [VolumeRef],
        nullable: true,
        description: 'Both costs over volumes, ascending.',
        resolve: ({ against }) => against?.volumes ?? null,
      }),
    };
  },
});
