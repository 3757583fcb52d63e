import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { microUsd } from '#units/money.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import type { EntryKind, LedgerEntry, Rate } from './entry.ts';
import { expireOverdue } from './expire.ts';
import { costFigure, priceOf } from './rate-figures.ts';
import { entriesAbout, entriesById, entriesBySeq } from './store-entries.ts';
import { FiredThresholdRef } from './graph-standing.ts';
import { firedBy } from './store-fired.ts';
import { openHolds } from './store-holds.ts';

const KINDS: Readonly<Record<EntryKind, string>> = {
  SPEND: 'Money that was spent.',
  RESERVATION: 'Money that is held for what is to come.',
  SETTLEMENT: 'What a reservation came to: it is spent, and no longer held.',
  RELEASE: 'What a reservation held is let go.',
  EXPIRY: 'A reservation’s time was over: what it held was let go by itself.',
  CORRECTION: 'What was spent by an entry is corrected: up, or below zero down.',
};

export const LedgerEntryKindEnum = builder.enumType('LedgerEntryKind', {
  description: 'What an entry of the ledger records.',
  values: Object.fromEntries(
    Object.entries(KINDS).map(([kind, description]) => [kind, { description }]),
  ) as Record<EntryKind, { description: string }>,
});

const RateRef = builder.objectRef<Rate>('LedgerRate').implement({
  description: 'How an amount came about: GPUs for a time at a price, as it was then.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null where a price alone was told, and for one the catalog has dropped.',
      resolve: ({ gpu }) => (gpu === null ? null : gpuOf(gpu)),
    }),
    gpuCount: t.exposeInt('gpuCount', { description: 'How many of it.' }),
    duration: t.field({ type: 'Duration', description: 'For how long.', resolve: ({ ms }) => ms }),
    billing: t.field({
      type: BillingEnum,
      description: 'How they are rented.',
      resolve: ({ billing }) => billing,
    }),
    provider: t.exposeString('provider', {
      nullable: true,
      description: 'Id of the provider whose offer it was; null for a price of the caller’s own.',
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where that offer stood; null where that is not known, or the price was the caller’s own.',
      resolve: ({ region }) => regionOf(region),
    }),
    pricePerGpuHour: t.field({
      type: FigureRef,
      description: 'The price: of the cheapest offer at the entry’s instant, or the caller’s own.',
      resolve: priceOf,
    }),
    cost: t.field({
      type: FigureRef,
      description: 'The amount with its arithmetic: price × GPUs × hours, rounded to the micro-dollar.',
      resolve: costFigure,
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where the price is of the simulated market.',
    }),
  }),
});

export const LedgerEntryRef = builder.objectRef<LedgerEntry>('LedgerEntry');

builder.node(LedgerEntryRef, {
  description:
    'A line of your ledger: money spent, reserved, settled, released or corrected. Entries are added and never changed. It is seen by its owner alone.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `node` and for whatever refers to it.' },
  loadMany: async (ids, context) => {
    const found = await entriesById(
      context.db,
      ownerOf(context),
      ids.filter((id) => UUID.test(id)),
    );
    return ids.map((id) => found.find((entry) => entry.id === id) ?? null);
  },
  fields: (t) => ({
    number: t.int({
      description: 'Its number among your entries, from 1 without gaps, in the order they were recorded.',
      resolve: ({ seq }) => seq,
    }),
    kind: t.field({
      type: LedgerEntryKindEnum,
      description: 'What it records.',
      resolve: ({ kind }) => kind,
    }),
    spent: t.expose('spent', {
      type: 'USD',
      description: 'What it adds to what was spent; below zero for a correction downwards.',
    }),
    reserved: t.expose('reserved', {
      type: 'USD',
      description: 'What it adds to what is reserved; below zero where what was held is let go.',
    }),
    net: t.loadable({
      type: 'USD',
      description:
        'What was spent by it with all its corrections so far: never below zero, but of a correction itself.',
      loaderOptions: { cache: false, cacheKeyFn: ({ seq }: LedgerEntry) => seq },
      load: async (entries: LedgerEntry[], context: Context) => {
        const about = await entriesAbout(
          context.db,
          ownerOf(context),
          entries.map(({ seq }) => seq),
        );
        return entries.map(({ seq, spent }) =>
          about
            .filter(({ kind, refersTo }) => kind === 'CORRECTION' && refersTo === seq)
            .reduce((sum, correction) => microUsd(sum + correction.spent), spent),
        );
      },
      resolve: (entry) => entry as never,
    }),
    project: t.exposeString('project', {
      nullable: true,
      description: 'The project it was spent on; null where that was not told.',
    }),
    model: t.exposeString('model', {
      nullable: true,
      description: 'The model it was spent on; null where that was not told.',
    }),
    at: t.expose('at', {
      type: 'DateTime',
      description:
        'When the money was, or is to be, spent: budgets count it in the period this lies in. A correction has the instant of what it corrects.',
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded here.' }),
    refersTo: t.loadable({
      type: LedgerEntryRef,
      nullable: true,
      description: 'The entry it settles, releases or corrects; null where it stands by itself.',
      load: async (seqs: number[], context: Context) => {
        const found = await entriesBySeq(context.db, ownerOf(context), seqs);
        return seqs.map((seq) => found.find((entry) => entry.seq === seq) ?? null);
      },
      resolve: ({ refersTo }) => refersTo as never,
    }),
    referredBy: t.loadableList({
      type: LedgerEntryRef,
      description: 'The entries about it, the first one first: its settlement, release, expiry, corrections.',
      complexity: { multiplier: 5 },
      loaderOptions: { cache: false },
      load: async (seqs: number[], context: Context) => {
        const about = await entriesAbout(context.db, ownerOf(context), seqs);
        return seqs.map((seq) => about.filter(({ refersTo }) => refersTo === seq));
      },
      resolve: ({ seq }) => seq,
    }),
    open: t.loadable({
      type: 'Boolean',
      description: 'True for a reservation that holds money now: not settled, released or expired.',
      loaderOptions: { cache: false },
      load: async (seqs: number[], context: Context) => {
        const owner = ownerOf(context);
        await expireOverdue(context.db, owner, context.now());
        const open = await openHolds(context.db, owner, seqs);
        return seqs.map((seq) => open.has(seq));
      },
      resolve: ({ seq }) => seq,
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When a reservation lets go what it holds by itself; null for never, and for other entries.',
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Whatever its owner noted; null for nothing.',
    }),
    rate: t.field({
      type: RateRef,
      nullable: true,
      description: 'How the amount came about where it is a duration at a price; null for a plain amount.',
      resolve: ({ rate }) => rate,
    }),
    fired: t.loadableList({
      type: FiredThresholdRef,
      description: 'The thresholds of budgets it fired, the lowest of a budget first.',
      complexity: { multiplier: 4 },
      loaderOptions: { cache: false },
      load: async (seqs: number[], context: Context) => {
        const fired = await firedBy(context.db, ownerOf(context), seqs);
        return seqs.map((seq) => fired.filter(({ entry }) => entry === seq));
      },
      resolve: ({ seq }) => seq,
    }),
    idempotencyKey: t.exposeString('idempotencyKey', {
      nullable: true,
      description: 'The key it was told under; null for none.',
    }),
  }),
});
