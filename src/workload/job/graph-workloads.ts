import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { isNode } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { givenList, slugOf } from '#market/graph-filter.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { formatInstant } from '#units/time.ts';
import { whichAsked } from '../which-own.ts';
import { WorkloadRef } from './graph-workload.ts';
import { WorkloadStatusEnum } from './graph-workload-enums.ts';
import { workloadCount, workloadMeant, workloadPage, type WorkloadScope } from './store-workloads.ts';
import { workloadCursor, workloadPlace } from './workload-cursor.ts';
import { WORKLOAD } from './which-workload.ts';

const WorkloadFilter = builder.inputType('WorkloadFilter', {
  description:
    'Which workloads are meant; everything given must hold. An empty list leaves nothing out, as an absent one.',
  fields: (t) => ({
    statuses: t.field({ type: [WorkloadStatusEnum], description: 'How far they have come.' }),
    gpus: t.stringList({
      description: 'GPUs by any name the catalog knows ("RTX 4090", "rtx4090"). An unknown one is an error.',
    }),
    project: t.string({ description: 'The project, exactly as it was submitted.' }),
    submittedFrom: t.field({ type: 'DateTime', description: 'Submitted at this instant or later.' }),
    submittedTo: t.field({ type: 'DateTime', description: 'Submitted before this instant.' }),
  }),
});

function scopeOf({
  statuses,
  gpus,
  project,
  submittedFrom: from,
  submittedTo: to,
}: Partial<typeof WorkloadFilter.$inferInput>): WorkloadScope {
  if (from != null && to != null && from >= to)
    throw badInput(
      'submittedTo',
      `\`submittedTo\` is not after \`submittedFrom\`, ${formatInstant(from)}: nothing lies between them.`,
    );
  return {
    statuses: givenList(statuses),
    gpus: givenList(gpus)?.map((name) => slugOf(name)) ?? null,
    project: project ?? null,
    from: from ?? null,
    to: to ?? null,
  };
}

builder.queryField('workload', (t) =>
  t.field({
    type: WorkloadRef,
    nullable: true,
    description: 'One of your workloads; null where you have none of that id or key.',
    args: {
      id: t.arg.globalID({ description: 'An `id` that an answer held.' }),
      idempotencyKey: t.arg.string({ description: 'In place of `id`: the key you submitted it under.' }),
    },
    resolve: async (_root, asked, context, info) => {
      const owner = ownerOf(context);
      // What never was an id is told, as `node` tells it.
      if (asked.id != null && !isNode(asked.id, info)) return null;
      const which = whichAsked(WORKLOAD, asked);
      return which && ((await workloadMeant(context.db, owner, which)) ?? null);
    },
  }),
);

builder.queryField('workloads', (t) =>
  t.connection(
    {
      type: WorkloadRef,
      description: 'Your workloads, the last submitted first.',
      args: {
        filter: t.arg({
          type: WorkloadFilter,
          required: true,
          defaultValue: {},
          description: 'Which workloads; all of yours where left out.',
        }),
      },
      resolve: async (_root, { filter, ...args }, context, info) => {
        const { db } = context;
        const owner = ownerOf(context);
        const page = pageOf(args);
        const scope = scopeOf(filter);
        const [rows, count] = await Promise.all([
          workloadPage(db, owner, scope, page, workloadPlace(page)),
          asksFor(info, 'totalCount') ? workloadCount(db, owner, scope) : null,
        ]);
        return connectionOf(page, rows, count, workloadCursor);
      },
    },
    {
      name: 'WorkloadConnection',
      description: 'A page of workloads.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'WorkloadEdge', description: 'A workload on a page, with its cursor.' },
  ),
);
