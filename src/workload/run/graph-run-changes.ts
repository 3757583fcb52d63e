import { builder } from '#graph/builder.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { pageOf } from '#graph/page.ts';
import { connectionOf } from '#market/graph-page.ts';
import { RunRef } from './graph-run.ts';
import type { FactChangeKind } from './merge-run.ts';
import { changePage, type RunChange } from './store-run-changes.ts';

const KindEnum = builder.enumType('TrainingRunChangeKind', {
  description: 'What sort of change it was.',
  values: {
    FILLED: { description: 'Nothing had been told.' },
    WENT_ON: { description: 'The run was at work, and went on.' },
    CORRECTED: { description: 'Something else had been told, and was replaced.' },
  } satisfies Record<FactChangeKind, { description: string }>,
});

const ChangeRef = builder.objectRef<RunChange>('TrainingRunChange').implement({
  description: 'A field of a training run that became another after the run was first recorded.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'The field, as recordRun calls it.' }),
    previous: t.string({
      nullable: true,
      description: 'What was told before, as text; null where nothing was.',
      resolve: ({ previous }) => (previous === null ? null : String(previous)),
    }),
    value: t.string({
      description:
        'What was told then, as text: prices in micro-dollars, instants in milliseconds since 1970.',
      resolve: ({ value }) => String(value),
    }),
    kind: t.field({
      type: KindEnum,
      description: 'What sort of change it was.',
      resolve: ({ kind }) => kind,
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was told.' }),
  }),
});

builder.objectField(RunRef, 'changes', (t) =>
  t.connection(
    {
      type: ChangeRef,
      description: 'What was told of it after it was first recorded, the newest first.',
      resolve: async ({ id, owner }, args, { db }) => {
        const page = pageOf(args);
        const rows = await changePage(db, owner, id, page, placeOfPage(page));
        return connectionOf(page, rows, null, (change) => numberCursor(change.id));
      },
    },
    { name: 'TrainingRunChangeConnection', description: 'A page of changes.' },
    { name: 'TrainingRunChangeEdge', description: 'A change and its place in the list.' },
  ),
);
