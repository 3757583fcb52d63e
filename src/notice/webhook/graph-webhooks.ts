import { builder } from '#graph/builder.ts';
import { isNode } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { asksFor, connectionOf } from '#market/graph-page.ts';
import { whichAsked } from '#workload/which-own.ts';
import { WebhookRef } from './graph-webhook.ts';
import { webhookCount, webhookMeant, webhookPage } from './store-webhooks.ts';
import { createdCursor, createdPlace } from './webhook-cursor.ts';
import { WEBHOOK } from './which-webhook.ts';

builder.queryField('webhook', (t) =>
  t.field({
    type: WebhookRef,
    nullable: true,
    description: 'One of your webhooks; null where you have none of that id or key.',
    args: {
      id: t.arg.globalID({ description: 'An `id` that an answer held.' }),
      idempotencyKey: t.arg.string({ description: 'In place of `id`: the key you created it under.' }),
    },
    resolve: async (_root, asked, context, info) => {
      const owner = ownerOf(context);
      // What never was an id is told, as `node` tells it.
      if (asked.id != null && !isNode(asked.id, info)) return null;
      const which = whichAsked(WEBHOOK, asked);
      return which && ((await webhookMeant(context.db, owner, which)) ?? null);
    },
  }),
);

builder.queryField('webhooks', (t) =>
  t.connection(
    {
      type: WebhookRef,
      description: 'Your webhooks, the last created first.',
      resolve: async (_root, args, context, info) => {
        const { db } = context;
        const owner = ownerOf(context);
        const page = pageOf(args);
        const [rows, count] = await Promise.all([
          webhookPage(db, owner, page, createdPlace(page)),
          asksFor(info, 'totalCount') ? webhookCount(db, owner) : null,
        ]);
        return connectionOf(page, rows, count, createdCursor);
      },
    },
    {
      name: 'WebhookConnection',
      description: 'A page of webhooks.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'WebhookEdge', description: 'A webhook on a page, with its cursor.' },
  ),
);
