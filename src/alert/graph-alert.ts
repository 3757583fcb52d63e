import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { UUID } from './alert-cursor.ts';
import type { Alert } from './alert.ts';
import { AlertStateEnum } from './graph-alert-enums.ts';
import { AlertConditionRef, AlertReadingRef, AlertScopeRef } from './graph-alert-parts.ts';
import { alertsById } from './store-alerts.ts';

export const AlertRef = builder.objectRef<Alert>('PriceAlert');

builder.node(AlertRef, {
  description:
    'What its owner is told of as soon as the market says so: a price below or above a threshold, a drop or a surge, or GPUs that can be rented. It is seen by its owner alone.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `alert`, `updateAlert` and `node`.' },
  loadMany: async (ids, context) => {
    const found = await alertsById(
      context.db,
      ownerOf(context),
      ids.filter((id) => UUID.test(id)),
    );
    return ids.map((id) => found.find((alert) => alert.id === id) ?? null);
  },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What its owner calls it.' }),
    idempotencyKey: t.exposeString('idempotencyKey', {
      nullable: true,
      description:
        'The key the alert was made under, which names it in place of its id; null where it was made without one.',
    }),
    scope: t.field({
      type: AlertScopeRef,
      description: 'What it is about.',
      resolve: ({ scope, askedRegions }) => ({ ...scope, askedRegions }),
    }),
    condition: t.field({
      type: AlertConditionRef,
      description: 'What it waits for.',
      resolve: (alert) => alert,
    }),
    forAtLeast: t.expose('forMs', {
      type: 'Duration',
      description: 'How long the condition must hold, without a break, before it fires.',
    }),
    coolDown: t.expose('coolDownMs', {
      type: 'Duration',
      description: 'It fires at most once in this time.',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it is judged at all.' }),
    state: t.field({
      type: AlertStateEnum,
      description: 'Where it stands.',
      resolve: ({ state }) => state,
    }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it stands there.' }),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When time alone moves it on, if nothing else does: it has held for long enough, or the cool-down ends. Null where only the market can.',
    }),
    reading: t.field({
      type: AlertReadingRef,
      nullable: true,
      description: 'What was last seen of what it is about; null where it has not been judged yet.',
      resolve: ({ reading, condition }) => reading && { reading, condition },
    }),
    lastFiredAt: t.expose('firedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last fired; null where it never has.',
    }),
    firedCount: t.exposeInt('fired', { description: 'How often it has fired.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its owner last changed it.' }),
  }),
});
