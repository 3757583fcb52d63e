import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { givenList } from '#market/graph-filter.ts';
import { asksFor, connectionOf, type Connection } from '#market/graph-page.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import { DeliveryRef } from './graph-delivery.ts';
import {
  DeliveryStatusEnum,
  MessageTypeEnum,
  NoticeKindEnum,
  WebhookStatusEnum,
} from './graph-webhook-enums.ts';
import { deliveryCounts, deliveryPages } from './store-log.ts';
import { retiringSecrets, webhooksById } from './store-webhooks.ts';
import { createdCursor, createdPlace } from './webhook-cursor.ts';
import type { Delivery, Webhook } from './webhook.ts';

export const WebhookRef = builder.objectRef<Webhook>('Webhook');

const DeliveryConnection = builder.connectionObject(
  {
    type: DeliveryRef,
    name: 'WebhookDeliveryConnection',
    description: 'A page of messages to a webhook.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many there are in all.',
        resolve: (connection) => (connection as Connection<Delivery>).totalCount ?? 0,
      }),
    }),
  },
  { name: 'WebhookDeliveryEdge', description: 'A message on a page, with its cursor.' },
);

builder.node(WebhookRef, {
  description:
    'Where you are told by HTTP, as Standard Webhooks has it: each event of its kind is posted to the URL as your own subscription document shows it. It is seen by its owner alone.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `webhook` and `node`.' },
  loadMany: async (ids, context) => {
    const known = ids.filter((id) => UUID.test(id));
    const found = await webhooksById(context.db, ownerOf(context), known);
    return ids.map((id) => found.find((webhook) => webhook.id === id) ?? null);
  },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What its owner calls it.' }),
    idempotencyKey: t.exposeString('idempotencyKey', {
      nullable: true,
      description:
        'The key the webhook was created under, which names it in place of its id; null where it was created without one.',
    }),
    url: t.exposeString('url', { description: 'Where messages are posted.' }),
    kind: t.field({
      type: NoticeKindEnum,
      description: 'What it is told of: the root field of its document.',
      resolve: ({ kind }) => kind,
    }),
    document: t.exposeString('document', {
      description:
        'The subscription that is executed for each event, with its owner’s rights: `data` of the body is its result.',
    }),
    variables: t.expose('variables', { type: 'JSON', description: 'The variables of the document.' }),
    status: t.field({
      type: WebhookStatusEnum,
      description: 'Whether it is sent what it is told.',
      resolve: ({ status }) => status,
    }),
    statusReason: t.exposeString('statusReason', {
      nullable: true,
      description: 'Why it is not active, and what to do; null where it is.',
    }),
    retiringSecrets: t.loadableList({
      type: 'DateTime',
      description:
        'When each secret that was replaced stops signing beside the newest, the first to stop first; empty where one signs alone. The secrets themselves are shown when they are made, and never again.',
      complexity: { multiplier: 4 },
      load: async (ids: string[], context: Context) => {
        const until = await retiringSecrets(context.db, ownerOf(context), ids, context.now());
        return ids.map((id) => [...(until.get(id) ?? [])]);
      },
      resolve: ({ id }) => id,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    deliveries: t.loadable({
      type: DeliveryConnection,
      byPath: true,
      description: 'The log of its messages of the last 90 days, the newest first.',
      args: {
        statuses: t.arg({
          type: [DeliveryStatusEnum],
          description: 'How far they have come; an empty list leaves nothing out.',
        }),
        types: t.arg({
          type: [MessageTypeEnum],
          description: 'What they tell; an empty list leaves nothing out.',
        }),
        ...t.arg.connectionArgs(),
      },
      load: async (
        ids: string[],
        context: Context,
        { statuses, types, ...args },
        info: GraphQLResolveInfo,
      ) => {
        const owner = ownerOf(context);
        const page = pageOf(args);
        const scope = { statuses: givenList(statuses), types: givenList(types) };
        const [pages, counts] = await Promise.all([
          deliveryPages(context.db, owner, ids, scope, page, createdPlace(page)),
          asksFor(info, 'totalCount') ? deliveryCounts(context.db, owner, ids, scope) : null,
        ]);
        return ids.map((id) =>
          connectionOf(page, pages.get(id) ?? [], counts && (counts.get(id) ?? 0), createdCursor),
        );
      },
      resolve: ({ id }) => id,
    }),
  }),
});

builder.objectField(DeliveryRef, 'webhook', (t) =>
  t.loadable({
    type: WebhookRef,
    description: 'Whom it is sent to.',
    load: async (ids: string[], context: Context) => {
      const found = await webhooksById(context.db, ownerOf(context), ids);
      return ids.map(
        (id) => found.find((webhook) => webhook.id === id) ?? new Error(`webhook ${id} is gone`),
      );
    },
    resolve: ({ webhook }) => webhook,
  }),
);
