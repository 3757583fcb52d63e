import { builder } from '#graph/builder.ts';
import { live, type LivePlan } from '#graph/live.ts';
import type { Context } from '#graph/context.ts';
import { ANY_ON_DEMAND, MarketFilter, scopeOf, type FilterInput } from './graph-filter.ts';
import { planOf } from './graph-live.ts';
import { GpuPriceRef, monitorGpus, type Watched } from './graph-monitor.ts';
import { StreamEvent, TickerEventRef, type Lag, type Reset } from './graph-stream.ts';
import { MINUTE_MS } from '#units/time.ts';
import type { MarketChange } from './store-tape.ts';

type Snapshot = { readonly kind: 'SNAPSHOT'; readonly prices: readonly Watched[]; readonly cursor: string };
type Tick = {
  readonly kind: 'TICK';
  readonly seq: number;
  readonly price: Watched;
  readonly cursor: string;
};
type TickerEvent = Snapshot | Tick | Lag | Reset;

TickerEventRef.implement({
  description: 'One message of the ticker: every price first, then each that moves.',
  interfaces: [StreamEvent],
  resolveType: (event) =>
    ({ SNAPSHOT: 'TickerSnapshot', TICK: 'Tick', LAGGED: 'Lagged', RESET: 'StreamReset' })[
      (event as TickerEvent).kind
    ],
});

builder.objectType(builder.objectRef<Snapshot>('TickerSnapshot'), {
  description: 'The price of every GPU in the filter, as it stands when the ticker begins.',
  interfaces: [StreamEvent, TickerEventRef],
  fields: (t) => ({
    prices: t.field({
      type: [GpuPriceRef],
      description: 'GPU by GPU, in order of slug.',
      complexity: { multiplier: 30 },
      resolve: ({ prices }) => [...prices],
    }),
  }),
});

builder.objectType(builder.objectRef<Tick>('Tick'), {
  description: 'The price of one GPU after offers of it changed.',
  interfaces: [StreamEvent, TickerEventRef],
  fields: (t) => ({
    seq: t.field({
      type: 'BigInt',
      description: 'The newest change that is in it, by its place on the tape.',
      resolve: ({ seq }) => seq,
    }),
    price: t.field({
      type: GpuPriceRef,
      description: 'Its price now, against the last 24 hours.',
      resolve: ({ price }) => price,
    }),
  }),
});

builder.subscriptionField('ticker', (t) =>
  t.field({
    type: TickerEventRef,
    description:
      'Prices GPU by GPU: every one first, then each whose offers change, as it stands after all changes that ' +
      'came together. On demand unless the filter says spot. A reader that falls behind gets the newest of each GPU.',
    args: {
      filter: t.arg({
        type: MarketFilter,
        required: true,
        defaultValue: ANY_ON_DEMAND,
        description: 'Which offers count.',
      }),
      after: t.arg.string({
        description: 'The last cursor had: only what moved since then is told, instead of every price.',
      }),
    },
    subscribe: async (_root, { filter, after }, context) =>
      live(context, await tickerPlan(context, filter, after)),
    resolve: (event) => event,
  }),
);

async function tickerPlan(
  context: Context,
  filter: FilterInput,
  after: string | null | undefined,
): Promise<LivePlan<MarketChange, TickerEvent>> {
  const asked = { ...filter, billing: filter.billing ?? 'ON_DEMAND' } as const;
  const changes = await planOf(context, { filter: asked, after }, ({ offer }) => offer.gpu !== null);
  const scope = await scopeOf(asked, context);
  const { db, now, tail, shared } = context;

  /**
   * The price of each of these GPUs, `seq` and all before it included; many readers of one filter share one
   * computation, for a minute at most, since prices go stale without a change.
   */
  function prices(gpus: readonly string[] | null, seq: number): Promise<Watched[]> {
    const only = { ...scope, gpus };
    const minute = Math.floor(now() / MINUTE_MS);
    // A replay may be ahead of the tail.
    const revision = Math.max(seq, tail.position);
    return shared.once(`ticker ${minute} ${JSON.stringify(only)}`, revision, () =>
      monitorGpus(db, only, { at: now(), asOf: null, rolled: null }),
    );
  }

  return {
    ...changes,
    expired: async (seq) => {
      const event = await changes.expired(seq);
      return event?.kind === 'RESET' ? event : undefined;
    },
    keyOf: ({ offer }) => offer.gpu ?? '',
    newestOnly: true,
    async *snapshot(seq) {
      yield {
        out: { kind: 'SNAPSHOT', prices: await prices(scope.gpus, seq), cursor: changes.cursorAt(seq) },
        shows: new Map(),
      };
    },
    event: async ({ seq, offer }) => {
      const [price] = await prices([offer.gpu ?? ''], seq);
      if (!price) throw new Error(`no price for ${offer.gpu}`);
      return { kind: 'TICK', seq, price, cursor: changes.cursorAt(seq) };
    },
    lagged: (missed, resumeFrom) => ({ kind: 'LAGGED', missed, cursor: changes.cursorAt(resumeFrom) }),
  };
}
