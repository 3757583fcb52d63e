import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { pageOf } from '#graph/page.ts';
import { microUsd } from '#units/money.ts';
import { givenList, providersNamed, slugOf } from './graph-filter.ts';
import { gpuOf, GpuRef } from './graph-gpu.ts';
import { askedMoment } from './graph-moment.ts';
import { asksFor, connectionOf } from './graph-page.ts';
import { BillingEnum } from './graph-price.ts';
import { loadProviders, ProviderRef } from './graph-provider.ts';
import { regionOf, RegionRef } from './graph-region.ts';
import { quarantineCount, quarantinePage, type QuarantinedRow } from './store-quarantine-list.ts';
import type { HoldReason } from './gate.ts';

const Reason = builder.enumType('QuarantineReason', {
  description: 'Why a quote is not believed on its own word.',
  values: {
    ABSURD_PRICE: { description: 'A price no market has asked for such a GPU: a B200 at $0.01.' },
    JUMP: {
      description: 'The offer’s price moved to ten times its last one or more, or to a tenth or less.',
    },
    OFF_MARKET: {
      description:
        'Ten times the usual price of its GPU and billing or more, or a tenth or less, in an offer not seen before or one that moved there by more than half.',
    },
  },
});

const Outcome = builder.enumType('QuarantineOutcome', {
  description: 'What became of a held quote.',
  values: {
    HELD: { description: 'It is held: no figure knows it.' },
    CONFIRMED: { description: 'It was seen again or elsewhere, and recorded from then on.' },
    DISMISSED: { description: 'The offer asks a believable price again; the quote was a mistake.' },
    REPLACED: { description: 'The next quote was another one that is held.' },
    GONE: { description: 'The offer was no longer listed.' },
  },
});

const RELEASE: Record<HoldReason, string> = {
  ABSURD_PRICE: 'Another provider that asks within a factor of 1.5 of it; saying it again is not enough.',
  JUMP: 'The next poll, or another provider, that asks within a factor of 1.5 of it.',
  OFF_MARKET: 'The next poll, or another provider, that asks within a factor of 1.5 of it.',
};

const SINCE =
  'Null as of a past instant where polls have brought it since: of those before only the first is kept.';

const QuarantinedRef = builder.objectRef<QuarantinedRow>('QuarantinedQuote').implement({
  description: 'A quote that a provider made and that is, or was, kept out of every figure.',
  fields: (t) => ({
    provider: t.loadable({
      type: ProviderRef,
      description: 'Who made it.',
      load: loadProviders,
      resolve: ({ provider }: QuarantinedRow) => provider,
    }),
    key: t.exposeString('key', { description: 'The offer’s name within its provider and billing.' }),
    billing: t.field({
      type: BillingEnum,
      description: 'On-demand or spot.',
      resolve: ({ billing }) => billing,
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null where the catalog does not know its name.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    gpuName: t.exposeString('gpuName', { description: 'The GPU as the provider writes it.' }),
    gpuCount: t.exposeInt('gpuCount', { description: 'How many GPUs the offer has.' }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where it is; null where that is not known.',
      resolve: ({ region }) => regionOf(region),
    }),
    price: t.field({
      type: 'USD',
      description:
        'What the first poll that brought it said, in dollars per GPU-hour; later ones count as the same within a factor of 1.5.',
      resolve: ({ price }) => microUsd(price),
    }),
    previousPrice: t.field({
      type: 'USD',
      nullable: true,
      description: 'The offer’s last recorded price per GPU-hour; null for an offer not seen before.',
      resolve: ({ previousPrice }) => (previousPrice === null ? null : microUsd(previousPrice)),
    }),
    usualPrice: t.field({
      type: 'USD',
      nullable: true,
      description:
        'The median price per GPU-hour it was held against; null where fewer than 5 offers told one, or it was not asked.',
      resolve: ({ usualPrice }) => (usualPrice === null ? null : microUsd(usualPrice)),
    }),
    reason: t.field({ type: Reason, description: 'Why it is held.', resolve: ({ reason }) => reason }),
    detail: t.exposeString('detail', { description: 'Why, in words and numbers.' }),
    release: t.string({
      description: 'What confirms such a quote.',
      resolve: ({ reason }) => RELEASE[reason],
    }),
    outcome: t.field({ type: Outcome, description: 'What became of it.', resolve: ({ outcome }) => outcome }),
    firstAt: t.expose('firstAt', {
      type: 'DateTime',
      description: 'When the first poll that brought it was recorded.',
    }),
    lastAt: t.expose('lastAt', {
      type: 'DateTime',
      nullable: true,
      description: `When the last poll that brought it while it was held was recorded. ${SINCE}`,
    }),
    times: t.field({
      type: 'BigInt',
      nullable: true,
      description: `How many polls brought it while it was held. ${SINCE}`,
      resolve: ({ times }) => times,
    }),
    resolvedAt: t.expose('resolvedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the poll that ended it was recorded; null while it is held.',
    }),
  }),
});

const QuarantineFilter = builder.inputType('QuarantineFilter', {
  description: 'Which held quotes are meant; everything given must hold.',
  fields: (t) => ({
    providers: t.stringList({ description: 'Only these providers’, by key.' }),
    gpus: t.stringList({ description: 'Only these GPUs’, by any of their names.' }),
    outcomes: t.field({ type: [Outcome], description: 'Only those that came to this. All where left out.' }),
  }),
});

builder.queryField('quarantine', (t) =>
  t.connection(
    {
      type: QuarantinedRef,
      description:
        'Quotes kept out of every figure until a second observation or another source confirms them, and what became of them over the last 35 days, the newest 2,000 of each provider. The newest first.',
      args: {
        filter: t.arg({
          type: QuarantineFilter,
          required: true,
          defaultValue: { outcomes: ['HELD'] },
          description: 'Which quotes; those held now where left out.',
        }),
        ...asOf,
      },
      resolve: async (_root, { filter, ...args }, context: Context, info) => {
        const { db, simulated } = context;
        const page = pageOf(args);
        const moment = await askedMoment(context, info);
        const providers = await providersNamed(db, filter.providers);
        const gpus = givenList(filter.gpus)?.map((name) => slugOf(name)) ?? null;
        const scope = { providers, gpus, outcomes: givenList(filter.outcomes), simulated };
        const [rows, count] = await Promise.all([
          quarantinePage(db, scope, moment, page, placeOfPage(page)),
          asksFor(info, 'totalCount') ? quarantineCount(db, scope, moment) : null,
        ]);
        return connectionOf(page, rows, count, ({ id }) => numberCursor(id));
      },
    },
    {
      name: 'QuarantinedQuoteConnection',
      description: 'A page of held quotes.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'QuarantinedQuoteEdge', description: 'A held quote and its place in the list.' },
  ),
);
