import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { pageOf } from '#graph/page.ts';
import type { Instant } from '#units/time.ts';
import { encodeCursor } from './cursor.ts';
import { askedMoment } from './graph-moment.ts';
import { pageOfSorted } from './graph-page.ts';
import { loadProviders, ProviderRef } from './graph-provider.ts';
import { providersOf, unmappedNames, type ProviderRow, type UnmappedRow } from './store-providers.ts';
import { tapeAt } from './store-tape.ts';

type Status = {
  readonly at: Instant;
  readonly simulated: boolean;
  readonly revision: number;
  readonly cursor: string;
  /** Read once, and only where a field asks for it. */
  readonly providers: () => Promise<readonly ProviderRow[]>;
};

const StatusRef = builder.objectRef<Status>('MarketStatus').implement({
  description: 'Which market is served and how current it is.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    simulated: t.exposeBoolean('simulated', {
      description:
        'True where the SIMULATED market is served: every figure is made up, and nobody can rent anything.',
    }),
    revision: t.field({
      type: 'BigInt',
      description:
        'How many changes have been recorded: it grows by one with each, so that equal revisions mean an equal market.',
      resolve: ({ revision }) => revision,
    }),
    cursor: t.exposeString('cursor', {
      description: 'This place on the tape of changes: subscriptions take it as `after`.',
    }),
    listedOffers: t.int({
      description: 'Offers listed now by all providers served.',
      resolve: async ({ providers }) => (await providers()).reduce((sum, { listed }) => sum + listed, 0),
    }),
    rentableOffers: t.int({
      description: 'Offers that can be rented now from all providers served.',
      resolve: async ({ providers }) => (await providers()).reduce((sum, { rentable }) => sum + rentable, 0),
    }),
    providers: t.field({
      type: [ProviderRef],
      description: 'The providers served, by id.',
      resolve: async ({ providers }) => [...(await providers())],
    }),
  }),
});

const UnmappedRef = builder.objectRef<UnmappedRow>('UnmappedGPUName').implement({
  description: 'A GPU name that the catalog maps to no single GPU, as a provider writes it.',
  fields: (t) => ({
    gpuName: t.exposeString('gpuName', { description: 'The name. Filters take it as `gpuNames`.' }),
    provider: t.loadable({
      type: ProviderRef,
      byPath: true,
      description: 'Who writes it so.',
      load: loadProviders,
      resolve: ({ provider }: UnmappedRow) => provider,
    }),
    ambiguous: t.boolean({
      description: 'True where the name means several GPUs of the catalog; false where it means none.',
      resolve: ({ gpuName }) => resolveGpu(gpuName).kind === 'AMBIGUOUS',
    }),
    listedOffers: t.exposeInt('offers', {
      description: 'Offers listed under it now; 0 for names known from history alone.',
    }),
    rentableOffers: t.exposeInt('rentable', { description: 'Offers under it that can be rented now.' }),
    firstObservedAt: t.expose('firstObservedAt', {
      type: 'DateTime',
      description: 'When it was first seen.',
    }),
    lastObservedAt: t.expose('lastObservedAt', {
      type: 'DateTime',
      description: 'When an offer under it last changed.',
    }),
  }),
});

builder.queryFields((t) => ({
  marketStatus: t.field({
    type: StatusRef,
    description: 'Which market is served, real or simulated, how far its tape has got, and its providers.',
    args: { ...asOf },
    resolve: async (_root, _args, context, info) => {
      const { db, simulated } = context;
      const moment = await askedMoment(context, info);
      const head = await tapeAt(db, moment);
      let read: Promise<ProviderRow[]> | undefined;
      const providers = () => (read ??= providersOf(db, moment, { ids: null, simulated }));
      const cursor = encodeCursor({ tape: head.id, seq: head.seq });
      return { at: moment.at, simulated, revision: head.seq, cursor, providers };
    },
  }),
  unmappedGpuNames: t.connection(
    {
      type: UnmappedRef,
      description:
        'GPU names nobody here knows, or that mean several GPUs: kept as written, never guessed at. By provider and name.',
      args: { ...asOf },
      resolve: async (_root, page, context, info) =>
        pageOfSorted(
          pageOf(page),
          await unmappedNames(context.db, await askedMoment(context, info), context.simulated),
          ({ provider, gpuName }) => `${provider} ${gpuName}`,
        ),
    },
    {
      name: 'UnmappedGPUNameConnection',
      description: 'A page of names.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'UnmappedGPUNameEdge', description: 'A name and its place in the list.' },
  ),
}));
