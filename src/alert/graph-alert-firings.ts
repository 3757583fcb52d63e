import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { topicsOf } from '#notice/graph-notice-stream.ts';
import { formatInstant } from '#units/time.ts';
import { AlertFiringRef } from './graph-alert-firing.ts';
import { firingCount, firingPage, type FiringRow } from './store-firings.ts';

builder.queryField('alertFirings', (t) =>
  t.connection(
    {
      type: AlertFiringRef,
      description:
        'When your alerts fired, the newest first: what `alertFired` told and webhooks were sent. Those of deleted alerts are among them.',
      args: {
        ids: t.arg.globalIDList({
          description: 'Only these alerts, deleted ones too; all of yours where left out.',
        }),
        from: t.arg({ type: 'DateTime', description: 'Fired at this instant or later.' }),
        to: t.arg({ type: 'DateTime', description: 'Fired before this instant.' }),
      },
      resolve: async (_root, { ids, from, to, ...args }, context: Context, info) => {
        const { db } = context;
        const owner = ownerOf(context);
        const page = pageOf(args);
        if (from != null && to != null && from >= to)
          throw badInput(
            'to',
            `\`to\` is not after \`from\`, ${formatInstant(from)}: nothing lies between them.`,
          );
        const which = { alerts: topicsOf(ids, 'PriceAlert'), from: from ?? null, to: to ?? null };
        const [rows, count] = await Promise.all([
          firingPage(db, owner, which, page, placeOfPage(page)),
          asksFor(info, 'totalCount') ? firingCount(db, owner, which) : null,
        ]);
        const { edges, ...rest } = connectionOf(page, rows, count, ({ seq }: FiringRow) => numberCursor(seq));
        return { ...rest, edges: edges.map(({ cursor, node }) => ({ cursor, node: node.firing })) };
      },
    },
    {
      name: 'AlertFiringConnection',
      description: 'A page of firings of alerts.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'AlertFiringEdge', description: 'A firing on a page, with its cursor.' },
  ),
);
