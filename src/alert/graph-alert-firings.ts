import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { asksFor } from '#market/graph-page.ts';
import { topicsOf } from '#notice/graph-notice-stream.ts';
import { listNotices } from '#notice/list-notices.ts';
import { NOTICE_FIELDS } from '#notice/notice-fields.ts';
import { formatInstant } from '#units/time.ts';
import { toldFiring } from './firing.ts';
import { AlertFiringRef } from './graph-alert-firing.ts';

builder.queryField('alertFirings', (t) =>
  t.connection(
    {
      type: AlertFiringRef,
      description:
        'When your alerts fired, the newest first: what `alertFired` told and webhooks were sent. Those of deleted alerts are among them. The stream goes on `after` any cursor of this list.',
      args: {
        ids: t.arg.globalIDList({
          description: 'Only these alerts, deleted ones too; all of yours where left out.',
        }),
        from: t.arg({ type: 'DateTime', description: 'Fired at this instant or later.' }),
        to: t.arg({ type: 'DateTime', description: 'Fired before this instant.' }),
      },
      resolve: async (_root, { ids, from, to, ...args }, context: Context, info) => {
        if (from != null && to != null && from >= to)
          throw badInput(
            'to',
            `\`to\` is not after \`from\`, ${formatInstant(from)}: nothing lies between them.`,
          );
        const topics = topicsOf(ids, NOTICE_FIELDS.ALERT_FIRED.topic);
        const { edges, ...rest } = await listNotices(
          context.db,
          { owner: ownerOf(context), kind: 'ALERT_FIRED', topics, from: from ?? null, to: to ?? null },
          pageOf(args),
          { count: asksFor(info, 'totalCount') },
        );
        return { ...rest, edges: edges.map(({ cursor, node }) => ({ cursor, node: toldFiring(node) })) };
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
