import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import type { WorkloadInsights } from './insight.ts';
import type { WorkloadSetup } from './workload-setup.ts';

/** Changes to a workload that save dollars, energy or carbon, at the prices and forecasts of a moment. */
export async function insightsOf(
  context: Context,
  setup: WorkloadSetup,
  moment: Moment,
): Promise<WorkloadInsights> {
  return {
    at: moment.at,
    setup,
    now: null,
    absence: 'NOT_OFFERED',
    insights: [],
    rejected: [],
    combined: null,
    simulated: context.simulated,
  };
}
