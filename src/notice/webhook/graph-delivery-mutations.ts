import { builder } from '#graph/builder.ts';
import { InputErrorRef } from '#workload/graph-input-error.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import { whichOf } from '#workload/which-own.ts';
import { DeliveryRef } from './graph-delivery.ts';
import { ReplayDeliveriesInput, WebhookInput } from './graph-webhook-input.ts';
import { deskOf } from './graph-webhook-mutations.ts';
import {
  MOST_REPLAYED,
  NO_DELIVERY,
  pingWebhook,
  replayDeliveries,
  replayDelivery,
  type Replayed,
  type Sent,
} from './send-again.ts';
import { WEBHOOK } from './which-webhook.ts';

const DeliveryPayloadRef = builder.objectRef<Sent>('WebhookDeliveryPayload').implement({
  description: 'What became of a message that was asked for: it is queued, or errors say why not.',
  fields: (t) => ({
    delivery: t.field({
      type: DeliveryRef,
      nullable: true,
      description:
        'The message as it waits; null where none was queued. Ask `node` for it to see how it went.',
      resolve: ({ delivery }) => delivery,
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; empty where it was queued.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

const ReplayPayloadRef = builder.objectRef<Replayed>('ReplayDeliveriesPayload').implement({
  description: 'What became of messages that were to be sent again.',
  fields: (t) => ({
    queued: t.exposeInt('queued', { description: `How many were queued: at most ${MOST_REPLAYED} at once.` }),
    more: t.exposeBoolean('more', {
      description: 'True where there may be more: ask again once these were sent.',
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; empty where they were queued.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

builder.mutationField('pingWebhook', (t) =>
  t.field({
    type: DeliveryPayloadRef,
    description:
      'Sends a webhook of yours a test message of type "ping" at once, by the same queue as every other; `deliveries` shows how it went. Each call sends one.',
    args: { input: t.arg({ type: WebhookInput, required: true, description: 'Which webhook.' }) },
    resolve: async (_root, { input }, context, info) => {
      const desk = deskOf(context, info);
      const which = whichOf(WEBHOOK, input);
      return 'code' in which ? { delivery: null, errors: [which] } : pingWebhook(desk, which);
    },
  }),
);

builder.mutationField('replayDelivery', (t) =>
  t.field({
    type: DeliveryPayloadRef,
    description:
      'Sends a message that was delivered, or is dead, once more: with the same body, under the same `webhook-id`, by which a receiver knows what it has had.',
    args: { id: t.arg.globalID({ required: true, description: 'The `id` of a WebhookDelivery.' }) },
    resolve: async (_root, { id }, context, info) => {
      const desk = deskOf(context, info);
      if (id.typename !== 'WebhookDelivery' || !UUID.test(id.id))
        return { delivery: null, errors: [NO_DELIVERY] };
      return replayDelivery(desk, id.id);
    },
  }),
);

builder.mutationField('replayDeliveries', (t) =>
  t.field({
    type: ReplayPayloadRef,
    description:
      'Sends the messages of a webhook that were queued since an instant once more, the oldest first: those that are dead, unless asked otherwise. Each keeps its body and its `webhook-id`. Pings are left out.',
    args: {
      input: t.arg({ type: ReplayDeliveriesInput, required: true, description: 'Which messages.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const desk = deskOf(context, info);
      const which = whichOf(WEBHOOK, input);
      if ('code' in which) return { queued: 0, more: false, errors: [which] };
      return replayDeliveries(desk, which, input);
    },
  }),
);
