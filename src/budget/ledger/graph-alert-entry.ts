import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { bodyOf } from '../budget-alert.ts';
import { BudgetAlertRef } from '../graph-budget-alert.ts';
import { LedgerEntryRef } from './graph-ledger-entry.ts';
import { entriesBySeq } from './store-entries.ts';

builder.objectField(BudgetAlertRef, 'entry', (t) =>
  t.loadable({
    type: LedgerEntryRef,
    nullable: true,
    description:
      'The ledger’s entry that caused it; null where time alone or a change of the budget did. Entries never change.',
    load: async (seqs: number[], context: Context) => {
      const found = await entriesBySeq(context.db, ownerOf(context), seqs);
      return seqs.map((seq) => found.find((entry) => entry.seq === seq) ?? null);
    },
    resolve: (notice) => bodyOf(notice).entry as never,
  }),
);
