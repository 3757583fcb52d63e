import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { decodeNodeId } from '#graph/node-id.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { givenList, slugOf } from '#market/graph-filter.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { RunRef, runKey, RunStatusEnum } from './graph-run.ts';
import { runCount, runPage, storedRuns, type RunChoice } from './store-runs.ts';

builder.queryField('run', (t) =>
  t.field({
    type: RunRef,
    nullable: true,
    description: 'A training run of yours by its id or its name; null where you have none of it.',
    args: {
      id: t.arg.id({ description: 'Its id, from an answer.' }),
      name: t.arg.string({ description: 'Its name, as recordRun was told it.' }),
    },
    resolve: async (_root, { id, name }, context) => {
      const owner = ownerOf(context);
      if ((id == null) === (name == null))
        throw badInput(id == null ? 'name' : 'id', 'Name the run by its `name` or by its `id`: one of them.');
      const choice = id == null ? { names: [name ?? ''] } : { ids: keyOf(id) };
      return (await storedRuns(context.db, owner, choice))[0] ?? null;
    },
  }),
);

/** Throws BAD_USER_INPUT for what is no run’s id. */
export function keyOf(id: string, argument = 'id'): number[] {
  const { typename, id: key } = decodeNodeId(id, () => true);
  if (typename === 'TrainingRun') return runKey(key);
  throw badInput(argument, 'That is no id of a training run: pass one from a run’s `id`, unchanged.');
}

const RunFilter = builder.inputType('TrainingRunFilter', {
  description: 'Which training runs are meant; everything given must hold. An empty list leaves nothing out.',
  fields: (t) => ({
    models: t.stringList({ description: 'Models, as they were told.' }),
    statuses: t.field({ type: [RunStatusEnum], description: 'Where they stand.' }),
    gpus: t.stringList({ description: 'GPUs by any name the catalog knows.' }),
  }),
});

export function runChoice({
  models,
  statuses,
  gpus,
}: Readonly<Partial<typeof RunFilter.$inferInput>>): RunChoice {
  return {
    models: givenList(models) ?? undefined,
    statuses: givenList(statuses) ?? undefined,
    gpus: givenList(gpus)?.map((name) => slugOf(name)),
  };
}

builder.queryField('runs', (t) =>
  t.connection(
    {
      type: RunRef,
      description: 'Your training runs, the newest recorded first.',
      args: {
        filter: t.arg({
          type: RunFilter,
          required: true,
          defaultValue: {},
          description: 'Which runs; all of them where left out.',
        }),
      },
      resolve: async (_root, { filter, ...args }, context, info) => {
        const { db } = context;
        const owner = ownerOf(context);
        const page = pageOf(args);
        const choice = runChoice(filter);
        const [rows, count] = await Promise.all([
          runPage(db, owner, choice, page, placeOfPage(page)),
          asksFor(info, 'totalCount') ? runCount(db, owner, choice) : null,
        ]);
        return connectionOf(page, rows, count, ({ id }) => numberCursor(id));
      },
    },
    {
      name: 'TrainingRunConnection',
      description: 'A page of training runs.',
      fields: (f) => ({
        totalCount: f.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'TrainingRunEdge', description: 'A training run and its place in the list.' },
  ),
);
