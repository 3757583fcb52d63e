import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { RejectedInsightRef, WorkloadInsightRef, WorkloadUseRef } from './graph-insight.ts';
import { askedWorkload, WorkloadInsightsInput } from './graph-insights-input.ts';
import type { WorkloadInsights } from './insight.ts';
import { insightsOf } from './insights.ts';

export const WorkloadInsightsRef = builder.objectRef<WorkloadInsights>('WorkloadInsights').implement({
  description:
    'Changes to a workload that save dollars, energy or carbon. Each is judged alone: what several save does not add up; `combined` is what goes together.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    now: t.field({
      type: WorkloadUseRef,
      nullable: true,
      description:
        'What it takes now: at your price, or on the cheapest offer of what you told. Null where there is none: see absence.',
      resolve: ({ now }) => now,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why it has no price to save of; null where it has one.',
      resolve: ({ absence }) => absence,
    }),
    insights: t.field({
      type: [WorkloadInsightRef],
      description:
        'The most dollars first, then the most carbon. Empty where nothing saves one percent of the cost or a tenth of the carbon.',
      // One of a kind, two at the most.
      complexity: { multiplier: 8 },
      resolve: ({ insights }) => insights,
    }),
    combined: t.field({
      type: WorkloadInsightRef,
      nullable: true,
      description:
        'The cheapest way to do the work of all that is on offer: GPU, number, place and billing together, the start and higher utilization left out. Null where one change alone comes to as much.',
      resolve: ({ combined }) => combined,
    }),
    notNow: t.field({
      type: [RejectedInsightRef],
      description: 'What was considered and is not advised, each with why.',
      resolve: ({ rejected }) => rejected,
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where prices are of the simulated market.',
    }),
  }),
});

builder.queryField('workloadInsights', (t) =>
  t.field({
    type: WorkloadInsightsRef,
    description:
      'What to change about a workload: other GPU, fewer of them, other provider or region, spot, a later start, higher utilization; each with evidence, savings, confidence, risk and steps, and what was considered and lost. Computed by rules: the same input and market give the same.',
    complexity: { field: 50 },
    args: {
      input: t.arg({ type: WorkloadInsightsInput, required: true, description: 'What is run.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) => {
      const moment = await askedMoment(context, info);
      return insightsOf(context, await askedWorkload(input, context), moment);
    },
  }),
);
