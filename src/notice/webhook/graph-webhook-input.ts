import { builder } from '#graph/builder.ts';
import { DAY_MS } from '#units/time.ts';
import { MOST } from './asked-webhook.ts';
import { DeliveryStatusEnum, NoticeKindEnum } from './graph-webhook-enums.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

const DOCUMENT = `Your own subscription, with one root field: \`budgetAlerts\` or \`alertFired\`, whose \`ids\` choose whose events; within the limits every request is held to, at most ${MOST.document} characters.`;

function documentFields(t: InputFields) {
  return {
    kind: t.field({
      type: NoticeKindEnum,
      description: 'In place of `document`: what is to be told, by a document that tells all of it.',
    }),
    document: t.string({ description: DOCUMENT }),
    variables: t.field({
      type: 'JSON',
      description: 'The values of the document’s variables, as an object; none where left out.',
    }),
  };
}

const NAME = `What you call it, 1 to ${MOST.name} characters.`;
const URL =
  'Where messages are posted: https://, on a host that everybody can reach. It is not asked until the first message.';

export const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'Where you want to be told, of what, and how it is written.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description: `Names this webhook among yours, 1 to ${MOST.key} characters: sent again, it is created once. The secret is shown the first time alone.`,
    }),
    name: t.string({ required: true, description: NAME }),
    url: t.string({ required: true, description: URL }),
    ...documentFields(t),
  }),
});

function whichFields(t: InputFields) {
  return {
    id: t.globalID({ description: 'The webhook’s `id`.' }),
    idempotencyKey: t.string({ description: 'In place of `id`: the key you created it under.' }),
  };
}

export const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'What is to change of a webhook; what is left out stays.',
  fields: (t) => ({
    ...whichFields(t),
    name: t.string({ description: NAME }),
    url: t.string({ description: `${URL} Messages that wait are posted to the new one.` }),
    ...documentFields(t),
  }),
});

export const WebhookInput = builder.inputType('WebhookInput', {
  description: 'Which webhook is meant.',
  fields: whichFields,
});

export const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'Which webhook is to have a new secret.',
  fields: (t) => ({
    ...whichFields(t),
    overlap: t.field({
      type: 'Duration',
      required: true,
      defaultValue: DAY_MS,
      description:
        'How long the secrets before it sign beside the new one, at the longest: up to 7 days. PT0S where one was found out.',
    }),
  }),
});

export const ResumeWebhookInput = builder.inputType('ResumeWebhookInput', {
  description: 'Which webhook is to send again.',
  fields: (t) => ({
    ...whichFields(t),
    dropWaiting: t.boolean({
      required: true,
      defaultValue: false,
      description: 'True gives up what has waited: it is dead, and can be replayed. Else it is sent now.',
    }),
  }),
});

export const ReplayDeliveriesInput = builder.inputType('ReplayDeliveriesInput', {
  description: 'Which messages of a webhook are to be sent again.',
  fields: (t) => ({
    ...whichFields(t),
    since: t.field({
      type: 'DateTime',
      required: true,
      description: 'Messages queued first at this instant or later.',
    }),
    statuses: t.field({
      type: [DeliveryStatusEnum],
      required: true,
      defaultValue: ['DEAD'],
      description: 'Those that ended so: DEAD, DELIVERED, or both. WAITING ones are sent anyway.',
    }),
  }),
});
