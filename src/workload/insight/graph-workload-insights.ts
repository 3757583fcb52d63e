import { builder } from '#graph/builder.ts';
import { setupOf } from '../job/setup-of.ts';
import { WorkloadRef } from '../job/graph-workload.ts';
import { WorkloadInsightsRef } from './graph-insights.ts';
import { insightsOf } from './insights.ts';

builder.objectField(WorkloadRef, 'insights', (t) =>
  t.field({
    type: WorkloadInsightsRef,
    nullable: true,
    description:
      'What to change about it, at the prices and forecasts of this moment, for the hours that count; its notes, or else its name, tell what it is for. Of one that has ended: what to change the next time. Null only for a GPU the catalog has dropped.',
    complexity: { field: 50 },
    resolve: (workload, _args, context) => {
      const setup = setupOf(workload);
      return setup && insightsOf(context, setup, { at: context.now(), asOf: null });
    },
  }),
);
