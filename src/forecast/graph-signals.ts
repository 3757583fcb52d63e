import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { momentOf } from '#graph/moment.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { pageOf } from '#graph/page.ts';
import type { SignalKind } from '#analytics/price-signals.ts';
import { scopeOf } from '#market/graph-filter.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { PeriodInput } from '#market/graph-trends.ts';
import { DAY_MS } from '#units/time.ts';
import { SignalKindEnum, SignalLevelEnum, SignalRef } from './graph-signal.ts';
import { stretchOf } from './period.ts';
import type { SignalScope } from './signal-scope.ts';
import { signalCount, signalPage } from './store-signals.ts';

export const SignalFilter = builder.inputType('SignalFilter', {
  description:
    'Which signals are meant; everything given must hold. An empty list leaves nothing out, as an absent one.',
  fields: (t) => ({
    gpus: t.stringList({
      description: 'GPUs by any name the catalog knows ("RTX 4090", "rtx4090"). An unknown one is an error.',
    }),
    providers: t.stringList({
      description:
        'Provider ids ("vastai"): signals of their offers alone, and none of level INDEX. Naming providers also reaches those of the other kind of market.',
    }),
    regions: t.stringList({
      description:
        'Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"): none of level INDEX.',
    }),
    billing: t.field({ type: BillingEnum, description: 'On-demand or spot; both where it is absent.' }),
    level: t.field({
      type: SignalLevelEnum,
      description: 'Of GPUs everywhere or of single providers and regions; both where it is absent.',
    }),
  }),
});

export type SignalFilterInput = Readonly<Partial<typeof SignalFilter.$inferInput>>;

/** Resolves a filter's names. Throws BAD_USER_INPUT for a GPU, region or provider nobody knows. */
export async function signalScope(
  { gpus, providers, regions, billing, level }: SignalFilterInput,
  kinds: readonly SignalKind[],
  context: Context,
): Promise<SignalScope> {
  const scope = await scopeOf({ gpus, providers, regions, billing }, context);
  return {
    simulated: scope.simulated,
    kinds: kinds.length === 0 ? null : kinds,
    gpus: scope.gpus,
    providers: scope.providers,
    regions: scope.regions,
    billing: scope.billing,
    level: level ?? null,
  };
}

const LAST_WEEK = { last: 7 * DAY_MS };

builder.queryField('signals', (t) =>
  t.connection(
    {
      type: SignalRef,
      description:
        'Prices that stand out: drops over 10 % and surges over 20 % against the mean of the last 24 hours, and anomalies, for each GPU under one billing and for each provider and region of it. One signal an episode, the newest first; they are kept for 400 days. `signalRaised` tells them as they come.',
      args: {
        filter: t.arg({
          type: SignalFilter,
          required: true,
          defaultValue: {},
          description: 'Which signals; all of them where left out.',
        }),
        kinds: t.arg({
          type: [SignalKindEnum],
          required: true,
          defaultValue: [],
          description: 'Which kinds; an empty list leaves nothing out.',
        }),
        period: t.arg({
          type: PeriodInput,
          required: true,
          defaultValue: LAST_WEEK,
          description: 'When they were raised; within the last 7 days where left out.',
        }),
        openOnly: t.arg.boolean({
          required: true,
          defaultValue: false,
          description: 'Leave out those that have ended.',
        }),
        ...asOf,
      },
      resolve: async (_root, { filter, kinds, period, openOnly, ...args }, context: Context, info) => {
        const { db } = context;
        const page = pageOf(args);
        const moment = momentOf(context, info);
        const scope = await signalScope(filter, kinds, context);
        const request = { scope, ...stretchOf(period, moment.at), openOnly, moment };
        const [rows, count] = await Promise.all([
          signalPage(db, request, page, placeOfPage(page)),
          asksFor(info, 'totalCount') ? signalCount(db, request) : null,
        ]);
        return connectionOf(page, rows, count, ({ seq }) => numberCursor(seq));
      },
    },
    {
      name: 'PriceSignalConnection',
      description: 'A page of signals.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'PriceSignalEdge', description: 'A signal and its place in the list.' },
  ),
);
