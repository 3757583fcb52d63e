import type { GraphQLResolveInfo } from 'graphql';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { momentOf } from '#graph/moment.ts';
import type { RejectReason } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { askedMoment } from './graph-moment.ts';
import { heldCounts } from './store-quarantine-list.ts';
import { isStale, providersOf, rejectsOf, type ProviderRow, type RejectRow } from './store-providers.ts';

const HealthStatus = builder.enumType('ProviderStatus', {
  description: 'How a provider’s prices can be taken now.',
  values: {
    HEALTHY: { description: 'The last poll succeeded and is recent.' },
    FAILING: { description: 'The last poll failed; prices are the last good ones and still recent.' },
    STALE: {
      description: 'No poll has succeeded for three intervals (at least a minute); prices are marked stale.',
    },
    NEVER_POLLED: { description: 'No poll has succeeded yet: there are no prices.' },
    IMPORTED: { description: 'Known from imported files alone: history, nothing current.' },
  },
});

const REJECT_REASONS: Record<RejectReason, string> = {
  MALFORMED: 'The row is not of the form the provider documents.',
  NO_GPU_NAME: 'The row names no GPU, or one or an instance type that the tables of its cloud do not hold.',
  PARTIAL_GPU: 'A slice of a GPU, which has no price per GPU.',
  BAD_GPU_COUNT: 'The number of GPUs is missing or no positive whole number.',
  BAD_PRICE: 'The price is missing, not a number, or not above 0.',
  ABSURD_PRICE:
    'A price above any that can be: more than $1000 per GPU-hour. Lower ones no market asks are quarantined.',
  BAD_RELIABILITY: 'The reliability is not between 0 and 1.',
  BAD_TEXT: 'A name holds control characters or is absurdly long.',
  DUPLICATE: 'The same offer twice in one answer.',
};

const RejectReasonEnum = builder.enumType('RejectReason', {
  description: 'Why a row of a provider’s answer was not taken.',
  values: Object.fromEntries(
    Object.entries(REJECT_REASONS).map(([reason, description]) => [reason, { description }]),
  ) as Record<RejectReason, { description: string }>,
});

const RejectRef = builder.objectRef<RejectRow>('ProviderReject').implement({
  description: 'Rows of a provider’s answers that were not taken for one reason, over its polls of 24 hours.',
  fields: (t) => ({
    reason: t.field({
      type: RejectReasonEnum,
      description: 'Why they were not taken.',
      resolve: ({ reason }) => reason,
    }),
    count: t.field({
      type: 'BigInt',
      description: 'How many rows, in those polls together.',
      resolve: ({ times }) => times,
    }),
    lastDetail: t.exposeString('lastDetail', {
      description: 'The newest one: the field and the value found.',
    }),
    firstAt: t.expose('firstAt', {
      type: 'DateTime',
      description: 'When it was first met within those hours.',
    }),
    lastAt: t.expose('lastAt', { type: 'DateTime', description: 'When it was last met.' }),
  }),
});

const HealthRef = builder.objectRef<ProviderRow>('ProviderHealth').implement({
  description: 'How polling a provider goes.',
  fields: (t) => ({
    status: t.field({
      type: HealthStatus,
      description: 'The verdict.',
      resolve: (provider, _args, context, info) => statusOf(provider, momentOf(context, info).at),
    }),
    lastSuccessAt: t.expose('lastSuccessAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its last good answer was had; null where there was none.',
    }),
    lag: t.field({
      type: 'Duration',
      nullable: true,
      description: 'Time since its last good answer: how old its prices may be. Null where there was none.',
      resolve: ({ lastSuccessAt }, _args, context, info) =>
        lastSuccessAt === null ? null : Math.max(momentOf(context, info).at - lastSuccessAt, 0),
    }),
    cadence: t.field({
      type: 'Duration',
      nullable: true,
      description: 'How often it is asked when all is well; null where it is not polled.',
      resolve: ({ cadenceMs }) => cadenceMs,
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it is asked next; null where that is not planned, and as of a past instant: plans are not kept.',
    }),
    consecutiveFailures: t.exposeInt('consecutiveFailures', {
      description: 'Polls that failed since the last good one.',
    }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'What the newest failed poll met; null where none failed.',
    }),
    lastErrorAt: t.expose('lastErrorAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the newest failed poll was; null where none failed.',
    }),
    seen: t.exposeInt('lastSeen', {
      nullable: true,
      description: 'Rows in the last good answer, taken or not; null before the first.',
    }),
    rejected: t.exposeInt('lastRejected', {
      nullable: true,
      description: 'Rows of the last good answer that were not taken; null before the first.',
    }),
    coverage: t.float({
      nullable: true,
      description:
        'Share of its listed offers, 0 to 1, whose GPU the catalog knows; null where it lists none.',
      resolve: ({ mapped, listed }) => (listed === 0 ? null : mapped / listed),
    }),
    held: t.loadable({
      type: 'Int',
      byPath: true,
      description: 'Quotes of it that are in quarantine, in no figure: see the `quarantine` field.',
      load: async (ids: string[], context: Context, _args, info) => {
        const counts = await heldCounts(context.db, await askedMoment(context, info), ids);
        return ids.map((id) => counts.get(id) ?? 0);
      },
      resolve: ({ id }) => id,
    }),
    rejects: t.loadableList({
      type: RejectRef,
      byPath: true,
      description:
        'Rows not taken in the last 24 hours, by reason, the most frequent first. Empty where every row was taken.',
      load: async (ids: string[], context: Context, _args, info) => {
        const rejects = await rejectsOf(context.db, await askedMoment(context, info), ids);
        const byProvider = Map.groupBy(rejects, ({ provider }) => provider);
        return ids.map((id) => byProvider.get(id) ?? []);
      },
      resolve: ({ id }) => id,
    }),
  }),
});

function statusOf(provider: ProviderRow, now: Instant): typeof HealthStatus.$inferType {
  const { cadenceMs, lastSuccessAt, consecutiveFailures } = provider;
  if (cadenceMs === null) return 'IMPORTED';
  if (lastSuccessAt === null) return 'NEVER_POLLED';
  if (isStale(provider, now)) return 'STALE';
  return consecutiveFailures > 0 ? 'FAILING' : 'HEALTHY';
}

export const ProviderRef = builder.objectRef<ProviderRow>('Provider');

builder.node(ProviderRef, {
  description: 'A market GPUs are rented on, and how reading it goes.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `node`.' },
  loadMany: async (ids, { db, now }) =>
    inOrder(ids, await providersOf(db, { at: now(), asOf: null }, { ids, simulated: null })),
  fields: (t) => ({
    key: t.exposeString('id', { description: 'Its name in filters: "vastai".' }),
    name: t.exposeString('name', { description: 'Its name for people: "Vast.ai".' }),
    source: t.exposeString('source', {
      description: 'Where its prices are read: a URL, a file, or what simulates it.',
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True for a made-up provider of the simulated market.',
    }),
    listedOffers: t.exposeInt('listed', { description: 'Offers it lists now, rentable or taken.' }),
    rentableOffers: t.exposeInt('rentable', { description: 'Offers of it that can be rented now.' }),
    health: t.field({
      type: HealthRef,
      description: 'How polling it goes.',
      resolve: (provider) => provider,
    }),
  }),
});

/** Loads the providers that offers name, all at once. */
export async function loadProviders(
  ids: string[],
  context: Context,
  _args: unknown,
  info: GraphQLResolveInfo,
): Promise<ProviderRow[]> {
  const moment = await askedMoment(context, info);
  const rows = inOrder(ids, await providersOf(context.db, moment, { ids, simulated: null }));
  return rows.map((row, index) => {
    if (!row) throw new Error(`an offer names the provider ${ids[index]}, which is not there`);
    return row;
  });
}

function inOrder(ids: readonly string[], rows: readonly ProviderRow[]): (ProviderRow | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

builder.queryFields((t) => ({
  providers: t.field({
    type: [ProviderRef],
    description: 'The providers of the market served, by id, with those known from imported files.',
    args: { ...asOf },
    resolve: async (_root, _args, context, info) =>
      providersOf(context.db, await askedMoment(context, info), { ids: null, simulated: context.simulated }),
  }),
  provider: t.field({
    type: ProviderRef,
    nullable: true,
    description: 'One provider, of either kind of market. Null where nobody is called that.',
    args: {
      key: t.arg.string({ required: true, description: 'Its name in filters: "vastai".' }),
      ...asOf,
    },
    resolve: async (_root, { key }, context, info) => {
      const asked = { ids: [key.toLowerCase()], simulated: null };
      return (await providersOf(context.db, await askedMoment(context, info), asked))[0] ?? null;
    },
  }),
}));
