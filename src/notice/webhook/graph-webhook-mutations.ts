import type { GraphQLResolveInfo } from 'graphql';
import { checkDuration } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { InputErrorRef } from '#workload/graph-input-error.ts';
import { whichOf, type AskedWhich, type Which } from '#workload/which-own.ts';
import { refused, type Answered, type WebhookDesk } from './answered.ts';
import {
  deleteWebhook,
  LONGEST_OVERLAP_MS,
  pauseWebhook,
  resumeWebhook,
  rotateSecret,
  updateWebhook,
} from './change-webhook.ts';
import { createWebhook } from './create-webhook.ts';
import { checkDocument } from './graph-document.ts';
import {
  CreateWebhookInput,
  ResumeWebhookInput,
  RotateWebhookSecretInput,
  UpdateWebhookInput,
  WebhookInput,
} from './graph-webhook-input.ts';
import { WebhookRef } from './graph-webhook.ts';
import { WEBHOOK } from './which-webhook.ts';

const PayloadRef = builder.objectRef<Answered>('WebhookPayload').implement({
  description: 'What became of something told about a webhook: it was taken, or errors say why not.',
  fields: (t) => ({
    webhook: t.field({
      type: WebhookRef,
      nullable: true,
      description:
        'The webhook as it stands now, or stood before it was deleted; null where nothing was taken.',
      resolve: ({ webhook }) => webhook,
    }),
    secret: t.exposeString('secret', {
      nullable: true,
      description:
        'The secret that was made now ("whsec_…"), which verifies messages: keep it, it is never shown again. Null where none was made, as when `replayed` is true; `rotateWebhookSecret` makes another.',
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where it was so before: nothing was changed.',
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; empty where it was taken.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

/** Who asks, and what changing their webhooks reaches out to. */
export function deskOf(context: Context, { schema }: Pick<GraphQLResolveInfo, 'schema'>): WebhookDesk {
  const { db, now, outbox } = context;
  const check: WebhookDesk['check'] = (asked) => checkDocument(schema, asked);
  return { db, owner: ownerOf(context), now: now(), outbox, check, targets: context.webhookTargets };
}

async function meant(
  asked: AskedWhich,
  desk: WebhookDesk,
  of: (desk: WebhookDesk, which: Which) => Promise<Answered>,
): Promise<Answered> {
  const which = whichOf(WEBHOOK, asked);
  return 'code' in which ? refused(which) : of(desk, which);
}

const WHICH = 'Which webhook.';

builder.mutationField('createWebhook', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Has you told by HTTP: each event is posted to a URL of yours, signed as Standard Webhooks says, as often as it takes (at least once, under one id). Answers the secret, once. Nothing is sent yet: `pingWebhook` tries it.',
    args: {
      input: t.arg({ type: CreateWebhookInput, required: true, description: 'Where, and of what.' }),
    },
    resolve: (_root, { input }, context, info) => createWebhook(deskOf(context, info), input),
  }),
);

builder.mutationField('updateWebhook', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Changes a webhook of yours. With a document that fits, one that was MISFIT is ACTIVE again, and is sent what has waited. Messages that were sent before keep their bytes.',
    args: {
      input: t.arg({ type: UpdateWebhookInput, required: true, description: 'Which, and what changes.' }),
    },
    resolve: (_root, { input }, context, info) =>
      meant(input, deskOf(context, info), (desk, which) => updateWebhook(desk, which, input)),
  }),
);

builder.mutationField('rotateWebhookSecret', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Gives a webhook of yours a new secret and answers it, once. Both sign every message for a time, so that the receiver may change at any moment of it. Each call makes another.',
    args: {
      input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'Which, and how long.' }),
    },
    resolve: (_root, { input }, context, info) => {
      checkDuration('overlap', input.overlap, { most: LONGEST_OVERLAP_MS });
      return meant(input, deskOf(context, info), (desk, which) => rotateSecret(desk, which, input.overlap));
    },
  }),
);

builder.mutationField('pauseWebhook', (t) =>
  t.field({
    type: PayloadRef,
    description: 'Lets a webhook of yours send nothing: what it is to be told waits until `resumeWebhook`.',
    args: { input: t.arg({ type: WebhookInput, required: true, description: WHICH }) },
    resolve: (_root, { input }, context, info) =>
      meant(input, deskOf(context, info), (desk, which) => pauseWebhook(desk, which)),
  }),
);

builder.mutationField('resumeWebhook', (t) =>
  t.field({
    type: PayloadRef,
    description: 'Lets a webhook of yours that is paused, or gone, send again: what has waited at once.',
    args: { input: t.arg({ type: ResumeWebhookInput, required: true, description: WHICH }) },
    resolve: (_root, { input }, context, info) =>
      meant(input, deskOf(context, info), (desk, which) => resumeWebhook(desk, which, input)),
  }),
);

builder.mutationField('deleteWebhook', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Removes a webhook of yours with its secrets and its log. Nothing more is sent, but for an attempt that is under way.',
    args: { input: t.arg({ type: WebhookInput, required: true, description: WHICH }) },
    resolve: (_root, { input }, context, info) =>
      meant(input, deskOf(context, info), (desk, which) => deleteWebhook(desk, which)),
  }),
);
