import { builder } from '#graph/builder.ts';
import { MINUTE_MS } from '#units/time.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { BOUNDS } from './asked-alert.ts';

export const AlertConditionInput = builder.inputType('AlertConditionInput', {
  description: 'What an alert waits for: one of these.',
  isOneOf: true,
  fields: (t) => ({
    below: t.field({ type: 'USD', description: 'The lowest price per GPU-hour is below this.' }),
    above: t.field({ type: 'USD', description: 'The lowest price per GPU-hour is above this.' }),
    dropPercent: t.float({
      description:
        'The lowest price is more than this under its mean of the last 24 whole hours (UTC): 10 for 10 %.',
    }),
    surgePercent: t.float({
      description:
        'The lowest price is more than this over its mean of the last 24 whole hours (UTC): 20 for 20 %.',
    }),
    availableAtLeast: t.int({ description: 'At least so many GPUs can be rented.' }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

const WORDS = {
  name: `What you call it, 1 to ${BOUNDS.name} characters: what is told of it says so.`,
  gpu: 'The GPU by any name the catalog knows ("RTX 4090"). A name that means several GPUs ("H100") is refused with the nearest ones.',
  condition: 'What it waits for.',
  hysteresis:
    'How far it must be back over the threshold before the alert ends, in percent of the threshold, 0 to 100: a price that trembles around it is told once.',
  forAtLeast: 'How long the condition must hold without a break before it fires; at most 7 days.',
  coolDown: 'It fires at most once in this time; at most 30 days.',
  enabled: 'Whether it is judged at all.',
};

function placeFields(t: InputFields) {
  return {
    billing: t.field({ type: BillingEnum, description: 'On-demand or spot; both where it is null.' }),
    providers: t.stringList({
      description: `Provider ids ("vastai"), at most ${BOUNDS.names}; all where it is null or empty. Naming providers also reaches those of the other kind of market.`,
    }),
    regions: t.stringList({
      description: `Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"), at most ${BOUNDS.names}; everywhere where it is null or empty. Offers without a known region are then left out.`,
    }),
  };
}

export const CreateAlertInput = builder.inputType('CreateAlertInput', {
  description: 'An alert to be kept.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description: `Names this alert among yours, 1 to ${BOUNDS.key} characters: sent again, it is made once. Without one each sending is an alert.`,
    }),
    name: t.string({ required: true, description: WORDS.name }),
    gpu: t.string({ required: true, description: WORDS.gpu }),
    ...placeFields(t),
    condition: t.field({ type: AlertConditionInput, required: true, description: WORDS.condition }),
    hysteresisPercent: t.float({ required: true, defaultValue: 2, description: WORDS.hysteresis }),
    forAtLeast: t.field({ type: 'Duration', required: true, defaultValue: 0, description: WORDS.forAtLeast }),
    coolDown: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 15 * MINUTE_MS,
      description: WORDS.coolDown,
    }),
    enabled: t.boolean({ required: true, defaultValue: true, description: WORDS.enabled }),
  }),
});

function whichFields(t: InputFields) {
  return {
    id: t.globalID({ description: 'The alert’s `id`.' }),
    idempotencyKey: t.string({ description: 'In place of `id`: the key you made it under.' }),
  };
}

export const DeleteAlertInput = builder.inputType('DeleteAlertInput', {
  description: 'Which alert is to be deleted.',
  fields: whichFields,
});

export const UpdateAlertInput = builder.inputType('UpdateAlertInput', {
  description:
    'What to change of an alert; what is left out stays. Unless its name alone changes, it begins anew: it is judged as if just made.',
  fields: (t) => ({
    ...whichFields(t),
    name: t.string({ description: WORDS.name }),
    gpu: t.string({ description: WORDS.gpu }),
    ...placeFields(t),
    condition: t.field({ type: AlertConditionInput, description: WORDS.condition }),
    hysteresisPercent: t.float({ description: WORDS.hysteresis }),
    forAtLeast: t.field({ type: 'Duration', description: WORDS.forAtLeast }),
    coolDown: t.field({ type: 'Duration', description: WORDS.coolDown }),
    enabled: t.boolean({ description: WORDS.enabled }),
  }),
});

export const AlertDryRunInput = builder.inputType('AlertDryRunInput', {
  description: 'An alert to be tried on the past: as `createAlert` takes it, without a name.',
  fields: (t) => ({
    gpu: t.string({ required: true, description: WORDS.gpu }),
    ...placeFields(t),
    condition: t.field({ type: AlertConditionInput, required: true, description: WORDS.condition }),
    hysteresisPercent: t.float({ required: true, defaultValue: 2, description: WORDS.hysteresis }),
    forAtLeast: t.field({ type: 'Duration', required: true, defaultValue: 0, description: WORDS.forAtLeast }),
    coolDown: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 15 * MINUTE_MS,
      description: WORDS.coolDown,
    }),
  }),
});
