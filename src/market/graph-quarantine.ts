import { builder } from '#graph/builder.ts';
import { badCursor } from '#graph/errors.ts';
import { momentOf } from '#graph/moment.ts';
import { pageOf } from '#graph/page.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import type { Context } from '#graph/context.ts';
import type { HoldReason } from './gate.ts';
import { scopeOf } from './graph-filter.ts';
import { gpuOf, GpuRef } from './graph-gpu.ts';
import { asksFor, connectionOf } from './graph-page.ts';
import { BillingEnum, PriceRef } from './graph-price.ts';
import { HealthRef, loadProviders, ProviderRef } from './graph-provider.ts';
import { regionOf, RegionRef } from './graph-region.ts';
import { countHeld, pageQuarantine, type QuarantineRow } from './store-quarantine-pages.ts';

const ReasonEnum = builder.enumType('QuarantineReason', {
  description: 'Why a quote was held back.',
  values: {
    ABSURD_PRICE: { description: 'A price no such GPU has ever had on any market: a B200 at 0.01 USD.' },
    JUMP: { description: 'Ten times the price the offer asked before or more, or a tenth of it or less.' },
    OFF_MARKET: {
      description: 'A new offer at ten times the usual price of its GPU or more, or a tenth of it or less.',
    },
  },
});

const StateEnum = builder.enumType('QuarantineState', {
  description: 'What became of a quote held back.',
  values: {
    HELD: { description: 'It is held: no figure counts it.' },
    CONFIRMED: { description: 'A second observation or source confirmed it: it is recorded as a price.' },
    DISMISSED: { description: 'The offer’s next price was another one: this one never was a price.' },
    WITHDRAWN: { description: 'The provider stopped listing the offer before anything confirmed it.' },
  },
});

const ANOTHER =
  'another provider’s offer of such a GPU under the same billing at about this price (within a factor of 1.5)';
const RELEASE: Record<HoldReason, string> = {
  ABSURD_PRICE: `Only ${ANOTHER}; the same provider’s repeating it does not count.`,
  JUMP: `The provider’s next poll, where it says about the same (within a factor of 1.5), or ${ANOTHER}.`,
  OFF_MARKET: `The provider’s next poll, where it says about the same (within a factor of 1.5), or ${ANOTHER}.`,
};

const QuarantineRef = builder.objectRef<QuarantineRow>('QuarantinedQuote').implement({
  description:
    'A price that no market is likely to ask, held out of every figure until a second observation or source confirms it.',
  fields: (t) => ({
    provider: t.loadable({
      type: ProviderRef,
      description: 'Who asks it.',
      load: loadProviders,
      resolve: ({ provider }: QuarantineRow) => provider,
    }),
    key: t.exposeString('key', { description: 'The offer’s name within its provider and billing.' }),
    billing: t.field({
      type: BillingEnum,
      description: 'How the price is agreed.',
      resolve: ({ billing }) => billing,
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null where the catalog maps its name to no single one.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    gpuName: t.exposeString('gpuName', { description: 'The GPU’s name as the provider writes it.' }),
    gpuCount: t.exposeInt('gpuCount', { description: 'How many GPUs the offer is of.' }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where they stand; null where the provider does not say or nobody knows the place.',
      resolve: ({ region }) => regionOf(region),
    }),
    price: t.field({
      type: PriceRef,
      description: 'The price held, when it was first said. It is in no figure while it is held.',
      resolve: ({ price, source, firstAt, simulated }) => ({
        amount: microUsd(price),
        unit: 'PER_GPU_HOUR' as const,
        basis: 'OBSERVED' as const,
        source,
        observedAt: firstAt,
        simulated,
        stale: false,
        formula: null,
      }),
    }),
    acceptedPrice: t.field({
      type: 'USD',
      nullable: true,
      description:
        'What the offer asked for a GPU-hour before, by the provider’s last accepted quote; null for a new offer.',
      resolve: ({ acceptedPrice }) => orNull(acceptedPrice),
    }),
    usualPrice: t.field({
      type: 'USD',
      nullable: true,
      description:
        'The median price of a GPU-hour over the rentable offers of such GPUs under this billing when the price was first said; null where fewer than five made one.',
      resolve: ({ usualPrice }) => orNull(usualPrice),
    }),
    reason: t.field({ type: ReasonEnum, description: 'Why it is held.', resolve: ({ reason }) => reason }),
    detail: t.exposeString('detail', { description: 'The reason in words, with the figures.' }),
    state: t.field({ type: StateEnum, description: 'What became of it.', resolve: ({ state }) => state }),
    since: t.expose('firstAt', { type: 'DateTime', description: 'The poll that first said it.' }),
    lastAt: t.expose('lastAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The newest poll that said it; null as of an instant after which it was said again.',
    }),
    times: t.exposeInt('times', {
      nullable: true,
      description:
        'How many polls said it; null as of an instant after which it was said again, as how many by then is not kept.',
    }),
    releasedBy: t.string({
      nullable: true,
      description: 'What would release it; null where it is held no more.',
      resolve: ({ state, reason }) => (state === 'HELD' ? RELEASE[reason] : null),
    }),
    resolution: t.exposeString('resolution', {
      nullable: true,
      description: 'What ended the hold, in words; null while it is held.',
    }),
    resolvedAt: t.expose('resolvedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The poll that ended the hold; null while it is held.',
    }),
  }),
});

function orNull(micros: number | null): MicroUsd | null {
  return micros === null ? null : microUsd(micros);
}

builder.queryField('quarantine', (t) =>
  t.connection(
    {
      type: QuarantineRef,
      description:
        'Prices held out of every figure as implausible, with the reason, newest first; and for 35 days those held no more.',
      args: {
        providers: t.arg.stringList({
          description: 'Only these providers’; all where it is absent or empty.',
        }),
        state: t.arg({ type: StateEnum, description: 'Only those in this state; all where it is absent.' }),
        asOf: t.arg({
          type: 'DateTime',
          description: 'As it stood at this past instant; now where it is absent.',
        }),
      },
      resolve: async (_root, { providers, state, asOf: _asOf, ...args }, context, info) => {
        const page = pageOf(args);
        const scope = await scopeOf({ providers }, context);
        const backward = page.direction === 'backward';
        const { rows, total } = await pageQuarantine(context.db, momentOf(context, info), {
          providers: scope.providers,
          simulated: scope.simulated,
          state: state ?? null,
          limit: page.size + 1,
          from: page.cursor === null ? null : readCursor(page.cursor, backward ? 'before' : 'after'),
          backward,
          withTotal: asksFor(info, 'totalCount'),
        });
        return connectionOf(page, rows, total, ({ id }) => Buffer.from(`quote ${id}`).toString('base64url'));
      },
    },
    {
      name: 'QuarantinedQuoteConnection',
      description: 'A page of quotes held back.',
      fields: (fields) => ({
        totalCount: fields.int({
          description: 'How many there are in all, on every page together.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'QuarantinedQuoteEdge', description: 'A quote held back and its place in the list.' },
  ),
);

function readCursor(cursor: string, argument: 'after' | 'before'): number {
  const [, id] = /^quote (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === undefined) throw badCursor(argument);
  return Number(id);
}

builder.objectField(HealthRef, 'heldQuotes', (t) =>
  t.loadable({
    type: 'Int',
    byPath: true,
    description:
      'Quotes of it held back as implausible: in no figure until they are confirmed. `quarantine` lists them.',
    load: async (ids: string[], context: Context, _args, info) => {
      const held = await countHeld(context.db, momentOf(context, info), ids);
      return ids.map((id) => held.get(id) ?? 0);
    },
    resolve: ({ id }) => id,
  }),
);
