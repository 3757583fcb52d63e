import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { InputErrorRef } from '#workload/graph-input-error.ts';
import { whichOf } from '#workload/which-own.ts';
import { createAlert, deleteAlert, refusedAlert, updateAlert, type AlertAnswer } from './change-alert.ts';
import { CreateAlertInput, DeleteAlertInput, UpdateAlertInput } from './graph-alert-input.ts';
import { AlertRef } from './graph-alert.ts';
import { ALERT } from './which-alert.ts';

const PayloadRef = builder.objectRef<AlertAnswer>('AlertPayload').implement({
  description: 'What became of something told about an alert: it was taken, or errors say why not.',
  fields: (t) => ({
    alert: t.field({
      type: AlertRef,
      nullable: true,
      description:
        'The alert as it stands now, or stood before it was deleted; null where nothing was taken.',
      resolve: ({ alert }) => alert,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where the same had been told before: nothing was changed.',
    }),
    hints: t.stringList({
      description:
        'What may not have been meant, though nothing of it is wrong: that no provider sells such a GPU there, say. Empty where nothing stands out.',
      resolve: ({ hints }) => [...hints],
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; empty where it was taken.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

builder.mutationField('createAlert', (t) =>
  t.field({
    type: PayloadRef,
    description:
      'Keeps an alert on prices or availability. It is judged at once, and again with every change of the market: a condition that holds already fires. With an idempotency key, sent again it is made once.',
    args: { input: t.arg({ type: CreateAlertInput, required: true, description: 'What to watch.' }) },
    resolve: (_root, { input }, context) => createAlert(context, ownerOf(context), input, context.now()),
  }),
);

builder.mutationField('updateAlert', (t) =>
  t.field({
    type: PayloadRef,
    description: 'Changes an alert of yours; what is left out stays as it is.',
    args: { input: t.arg({ type: UpdateAlertInput, required: true, description: 'Which, and what of it.' }) },
    resolve: async (_root, { input: { id, idempotencyKey, ...changes } }, context) => {
      const owner = ownerOf(context);
      const which = whichOf(ALERT, { id, idempotencyKey });
      if ('code' in which) return refusedAlert(which);
      const asked = Object.entries(changes).filter(
        ([name, value]) => value !== null || ['billing', 'providers', 'regions'].includes(name),
      );
      return updateAlert(context, owner, which, Object.fromEntries(asked), context.now());
    },
  }),
);

builder.mutationField('deleteAlert', (t) =>
  t.field({
    type: PayloadRef,
    description: 'Deletes an alert of yours. What it told stays among `alertFirings`.',
    args: { input: t.arg({ type: DeleteAlertInput, required: true, description: 'Which alert.' }) },
    resolve: (_root, { input }, context) => {
      const owner = ownerOf(context);
      const which = whichOf(ALERT, input);
      return 'code' in which ? refusedAlert(which) : deleteAlert(context.db, owner, which);
    },
  }),
);
