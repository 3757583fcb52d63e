import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { encodeNodeId } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import { thresholdFigure, valueFigure } from './figures.ts';
import { firingSentence, type ToldFiring } from './firing.ts';
import { AlertConditionRef, AlertReadingRef, AlertScopeRef } from './graph-alert-parts.ts';
import { AlertRef } from './graph-alert.ts';
import { alertsById } from './store-alerts.ts';

export const AlertFiringRef = builder.objectRef<ToldFiring>('AlertFiring').implement({
  description:
    'That an alert fired, and all there was to it: it stays as it is, whatever becomes of the alert afterwards.',
  fields: (t) => ({
    number: t.exposeInt('seq', {
      description: 'Its number among all that you were told: of two firings the later one’s is greater.',
    }),
    toldAt: t.expose('toldAt', { type: 'DateTime', description: 'When it was told.' }),
    alertId: t.id({
      description: 'Id of the alert, also where it has been deleted since.',
      resolve: ({ alert }) => encodeNodeId('PriceAlert', alert),
    }),
    alert: t.loadable({
      type: AlertRef,
      nullable: true,
      description: 'The alert as it stands now; null where it has been deleted since.',
      load: async (ids: string[], context: Context) => {
        const found = await alertsById(context.db, ownerOf(context), ids);
        return ids.map((id) => found.find((alert) => alert.id === id) ?? null);
      },
      resolve: ({ alert }) => alert,
    }),
    name: t.exposeString('name', { description: 'What its owner called it then.' }),
    scope: t.field({
      type: AlertScopeRef,
      description: 'What it was about.',
      resolve: ({ scope, askedRegions }) => ({ ...scope, askedRegions }),
    }),
    condition: t.field({
      type: AlertConditionRef,
      description: 'What it waited for.',
      resolve: (firing) => firing,
    }),
    threshold: t.field({
      type: FigureRef,
      description: 'The threshold: USD/h for a GPU, percent, or GPUs.',
      resolve: thresholdFigure,
    }),
    value: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What the condition looked at, as it was seen last by then. Null never, but in damaged records.',
      resolve: ({ condition, reading }) => valueFigure(condition, reading),
    }),
    reading: t.field({
      type: AlertReadingRef,
      description: 'What the market said: the offer that set the price, its provider and region, and when.',
      resolve: ({ condition, reading }) => ({ condition, reading }),
    }),
    at: t.field({ type: 'DateTime', description: 'When it fired.', resolve: ({ at }) => at }),
    since: t.field({
      type: 'DateTime',
      description: 'Since when the condition had held without a break.',
      resolve: ({ since }) => since,
    }),
    nth: t.exposeInt('nth', { description: 'How often it had fired, this time included.' }),
    forAtLeast: t.expose('forMs', {
      type: 'Duration',
      description: 'How long the condition had to hold.',
    }),
    coolDown: t.expose('coolDownMs', {
      type: 'Duration',
      description: 'How long after this it does not fire again.',
    }),
    simulated: t.boolean({
      description: 'True where it is about the simulated market, and means nothing outside it.',
      resolve: ({ reading }) => reading.simulated,
    }),
    summary: t.string({
      description: 'The same in a sentence.',
      resolve: firingSentence,
    }),
  }),
});
