import { builder } from '#graph/builder.ts';
import { isNode } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { givenList, slugOf } from '#market/graph-filter.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { whichAsked } from '#workload/which-own.ts';
import { alertCursor, alertPlace } from './alert-cursor.ts';
import { AlertStateEnum } from './graph-alert-enums.ts';
import { AlertRef } from './graph-alert.ts';
import { alertCount, alertPage } from './store-alerts.ts';
import { ALERT, alertMeant } from './which-alert.ts';

const AlertFilter = builder.inputType('AlertFilter', {
  description:
    'Which alerts are meant; everything given must hold. An empty list leaves nothing out, as an absent one.',
  fields: (t) => ({
    states: t.field({ type: [AlertStateEnum], description: 'Where they stand.' }),
    gpus: t.stringList({
      description: 'GPUs by any name the catalog knows ("RTX 4090", "rtx4090"). An unknown one is an error.',
    }),
    enabled: t.boolean({ description: 'Whether they are judged at all.' }),
  }),
});

builder.queryField('alert', (t) =>
  t.field({
    type: AlertRef,
    nullable: true,
    description: 'One of your alerts; null where you have none of that id or key.',
    args: {
      id: t.arg.globalID({ description: 'An `id` that an answer held.' }),
      idempotencyKey: t.arg.string({ description: 'In place of `id`: the key you made it under.' }),
    },
    resolve: async (_root, asked, context, info) => {
      const owner = ownerOf(context);
      // What never was an id is told, as `node` tells it.
      if (asked.id != null && !isNode(asked.id, info)) return null;
      const which = whichAsked(ALERT, asked);
      return which && ((await alertMeant(context.db, owner, which)) ?? null);
    },
  }),
);

builder.queryField('alerts', (t) =>
  t.connection(
    {
      type: AlertRef,
      description: 'Your alerts, the last made first.',
      args: {
        filter: t.arg({
          type: AlertFilter,
          required: true,
          defaultValue: {},
          description: 'Which alerts; all of yours where left out.',
        }),
      },
      resolve: async (_root, { filter, ...args }, context, info) => {
        const { db } = context;
        const owner = ownerOf(context);
        const page = pageOf(args);
        const which = {
          states: givenList(filter.states),
          gpus: givenList(filter.gpus)?.map((name) => slugOf(name)) ?? null,
          enabled: filter.enabled ?? null,
        };
        const [rows, count] = await Promise.all([
          alertPage(db, owner, which, page, alertPlace(page)),
          asksFor(info, 'totalCount') ? alertCount(db, owner, which) : null,
        ]);
        return connectionOf(page, rows, count, alertCursor);
      },
    },
    {
      name: 'PriceAlertConnection',
      description: 'A page of alerts.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'PriceAlertEdge', description: 'An alert on a page, with its cursor.' },
  ),
);
