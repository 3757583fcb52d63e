import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import { DeliveryStatusEnum, MessageTypeEnum } from './graph-webhook-enums.ts';
import { attemptsOf, deliveriesById, SHOWN_ATTEMPTS } from './store-log.ts';
import type { Attempt, Delivery } from './webhook.ts';

const AttemptRef = builder.objectRef<Attempt>('WebhookAttempt').implement({
  description: 'One try to hand a message over to its receiver.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'From 1 on, over all replays.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    took: t.field({ type: 'Duration', description: 'How long it took.', resolve: ({ tookMs }) => tookMs }),
    statusCode: t.exposeInt('statusCode', {
      nullable: true,
      description: 'The HTTP status of the answer; null where none came.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why it failed; null where the message was delivered.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the next one was planned; null where this one was the last.',
    }),
  }),
});

export const DeliveryRef = builder.objectRef<Delivery>('WebhookDelivery');

builder.node(DeliveryRef, {
  description:
    'One message to one webhook, and how it went. It is delivered at least once, under one `webhook-id`; the log is kept for 90 days.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `replayDelivery` and `node`.' },
  loadMany: async (ids, context) => {
    const known = ids.filter((id) => UUID.test(id));
    const found = await deliveriesById(context.db, ownerOf(context), known);
    return ids.map((id) => found.find((delivery) => delivery.id === id) ?? null);
  },
  fields: (t) => ({
    messageId: t.string({
      description:
        'The `webhook-id` header of every attempt: by it a receiver knows a message it was sent before.',
      resolve: ({ id }) => id,
    }),
    type: t.field({ type: MessageTypeEnum, description: 'What it tells.', resolve: ({ type }) => type }),
    status: t.field({
      type: DeliveryStatusEnum,
      description: 'How far it has come.',
      resolve: ({ status }) => status,
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it is dead, or waits for something other than its next attempt; null otherwise.',
    }),
    body: t.exposeString('body', {
      nullable: true,
      description:
        'The body as every attempt sends it, byte for byte: JSON with type, timestamp and data. Null until it is first sent.',
    }),
    attemptCount: t.exposeInt('attempts', { description: 'How many attempts were made, over all replays.' }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the next attempt is made, or was due; null where none is planned.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was queued first.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was delivered, or declared dead; null while it waits.',
    }),
    attempts: t.loadableList({
      type: AttemptRef,
      description: `The newest attempts, the first of them first: at most ${SHOWN_ATTEMPTS}.`,
      complexity: { multiplier: 10 },
      load: async (ids: string[], context: Context) => {
        const attempts = await attemptsOf(context.db, ownerOf(context), ids);
        return ids.map((id) => [...(attempts.get(id) ?? [])]);
      },
      resolve: ({ id }) => id,
    }),
  }),
});
