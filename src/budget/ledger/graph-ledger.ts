import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { givenList } from '#market/graph-filter.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { microUsd } from '#units/money.ts';
import { formatInstant } from '#units/time.ts';
import { expireOverdue } from './expire.ts';
import { LedgerEntryKindEnum, LedgerEntryRef } from './graph-ledger-entry.ts';
import {
  entryCount,
  entryPage,
  totalsByKind,
  totalsByName,
  type KindTotal,
  type LedgerScope,
  type NamedTotal,
  type Total,
} from './store-listed.ts';

/** Projects or models that are told apart, those with the most first. */
const MOST_GROUPS = 100;

const LedgerFilter = builder.inputType('LedgerFilter', {
  description:
    'Which entries are meant; everything given must hold. An empty list leaves nothing out, as an absent one.',
  fields: (t) => ({
    kinds: t.field({ type: [LedgerEntryKindEnum], description: 'What they record.' }),
    projects: t.stringList({ description: 'The project, exactly as it was told.' }),
    models: t.stringList({ description: 'The model, exactly as it was told.' }),
    from: t.field({ type: 'DateTime', description: 'Spent, or to be spent, at this instant or later.' }),
    to: t.field({ type: 'DateTime', description: 'Spent, or to be spent, before this instant.' }),
  }),
});

function scopeOf({ kinds, projects, models, from, to }: typeof LedgerFilter.$inferInput): LedgerScope {
  if (from != null && to != null && from >= to)
    throw badInput('to', `\`to\` is not after \`from\`, ${formatInstant(from)}: nothing lies between them.`);
  return {
    kinds: givenList(kinds),
    projects: givenList(projects),
    models: givenList(models),
    from: from ?? null,
    to: to ?? null,
  };
}

const totalFields = {
  entries: 'How many entries.',
  spent: 'The sum of what they spend, corrections included: exact.',
  reserved: 'The sum of what they reserve and let go: what is held of it, exact.',
};

const KindTotalRef = builder.objectRef<KindTotal>('LedgerKindTotal').implement({
  description: 'What the entries of one kind add up to.',
  fields: (t) => ({
    kind: t.field({ type: LedgerEntryKindEnum, description: 'The kind.', resolve: ({ kind }) => kind }),
    entries: t.exposeInt('entries', { description: totalFields.entries }),
    spent: t.expose('spent', { type: 'USD', description: totalFields.spent }),
    reserved: t.expose('reserved', { type: 'USD', description: totalFields.reserved }),
  }),
});

const NamedTotalRef = builder.objectRef<NamedTotal>('LedgerNamedTotal').implement({
  description: 'What the entries of one project or model add up to.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description: 'The project or model; null for entries that name none.',
    }),
    entries: t.exposeInt('entries', { description: totalFields.entries }),
    spent: t.expose('spent', { type: 'USD', description: totalFields.spent }),
    reserved: t.expose('reserved', { type: 'USD', description: totalFields.reserved }),
  }),
});

type Totals = Total & { readonly kinds: readonly KindTotal[] };

const TotalsRef = builder.objectRef<Totals>('LedgerTotals').implement({
  description: 'What entries add up to, exact to the micro-dollar.',
  fields: (t) => ({
    entries: t.exposeInt('entries', { description: totalFields.entries }),
    spent: t.expose('spent', { type: 'USD', description: totalFields.spent }),
    reserved: t.expose('reserved', { type: 'USD', description: totalFields.reserved }),
    kinds: t.field({
      type: [KindTotalRef],
      description: 'The same by kind of entry; kinds of which there is none are left out.',
      complexity: { multiplier: 6 },
      resolve: ({ kinds }) => [...kinds],
    }),
  }),
});

function summed(kinds: readonly KindTotal[]): Totals {
  const sum = (of: (total: Total) => number): number => kinds.reduce((total, kind) => total + of(kind), 0);
  return {
    kinds,
    entries: sum(({ entries }) => entries),
    spent: microUsd(sum(({ spent }) => spent)),
    reserved: microUsd(sum(({ reserved }) => reserved)),
  };
}

builder.queryField('ledger', (t) =>
  t.connection(
    {
      type: LedgerEntryRef,
      description: 'Your ledger: every entry, the last recorded first, and what they add up to.',
      args: {
        filter: t.arg({
          type: LedgerFilter,
          required: true,
          defaultValue: {},
          description: 'Which entries; all of yours where left out.',
        }),
      },
      resolve: async (_root, { filter, ...args }, context, info) => {
        const { db } = context;
        const owner = ownerOf(context);
        const page = pageOf(args);
        const scope = scopeOf(filter);
        const place = placeOfPage(page);
        await expireOverdue(db, owner, context.now());
        const [rows, count] = await Promise.all([
          entryPage(db, owner, scope, page, place),
          asksFor(info, 'totalCount') ? entryCount(db, owner, scope) : null,
        ]);
        return { ...connectionOf(page, rows, count, ({ seq }) => numberCursor(seq)), scope };
      },
    },
    {
      name: 'LedgerConnection',
      description: 'A page of the ledger.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
        totals: t.field({
          type: TotalsRef,
          description: 'What all of them add up to, on every page.',
          // Reads every entry that is meant.
          complexity: 20,
          resolve: async ({ scope }, _args, context) =>
            summed(await totalsByKind(context.db, ownerOf(context), scope)),
        }),
        projects: t.field({
          type: [NamedTotalRef],
          description: `The same by project, that with the most spent first: at most ${MOST_GROUPS}.`,
          complexity: { field: 20, multiplier: 10 },
          resolve: ({ scope }, _args, context) =>
            totalsByName(context.db, ownerOf(context), scope, 'project', MOST_GROUPS),
        }),
        models: t.field({
          type: [NamedTotalRef],
          description: `The same by model, that with the most spent first: at most ${MOST_GROUPS}.`,
          complexity: { field: 20, multiplier: 10 },
          resolve: ({ scope }, _args, context) =>
            totalsByName(context.db, ownerOf(context), scope, 'model', MOST_GROUPS),
        }),
      }),
    },
    { name: 'LedgerEdge', description: 'An entry on a page, with its cursor.' },
  ),
);
