import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { combinedPlan } from './combined-insight.ts';
import { nothing } from './found-insight.ts';
import { otherGpu } from './gpu-insights.ts';
import { insightMarket } from './insight-market.ts';
import type { Insight, WorkloadInsights } from './insight.ts';
import { judgedWorkload } from './judged-workload.ts';
import { otherProvider, otherRegion } from './place-insights.ts';
import { fewerGpus, higherUtilization, idleMachines } from './size-insights.ts';
import { spotInstead } from './spot-insight.ts';
import { laterStart } from './time-insight.ts';
import type { WorkloadSetup } from './workload-setup.ts';

/**
 * Changes to a workload that save dollars, energy or carbon, at the prices and forecasts of a moment: each judged
 * alone against what it takes now. The same setup in the same market gives the same, order included.
 */
export async function insightsOf(
  context: Context,
  setup: WorkloadSetup,
  moment: Moment,
): Promise<WorkloadInsights> {
  const market = await insightMarket(context, moment);
  const judged = judgedWorkload(setup, market);
  const shared = { at: moment.at, setup };
  if (typeof judged === 'string')
    return {
      ...shared,
      now: null,
      absence: judged,
      insights: [],
      rejected: [],
      combined: null,
      simulated: context.simulated,
    };
  const found =
    setup.utilization === 0
      ? [idleMachines(judged)]
      : [
          otherProvider(judged),
          otherRegion(judged),
          otherGpu(judged),
          fewerGpus(judged),
          spotInstead(judged),
          await laterStart(context, judged, moment),
          higherUtilization(judged),
          idleMachines(judged),
          RESERVED,
        ];
  const insights = found.flatMap((one) => one.insights).toSorted(byWorth);
  return {
    ...shared,
    now: judged.now,
    absence: null,
    insights,
    rejected: found.flatMap((one) => one.rejected),
    combined: combinedPlan(judged, insights),
    simulated: judged.now.cost.simulated || insights.some(({ use }) => use.cost.simulated),
  };
}

const RESERVED = nothing(
  'RESERVATION',
  'a commitment of months',
  'NOT_KNOWN',
  'No price for a commitment of months is known here: ask the provider for one.',
);

/** Dollars, then kilograms, then kilowatt-hours; alike ones stay in the order of their kinds. */
function byWorth({ saves: a }: Insight, { saves: b }: Insight): number {
  return (
    (b.cost?.value ?? 0) - (a.cost?.value ?? 0) ||
    (b.carbon?.value ?? 0) - (a.carbon?.value ?? 0) ||
    (b.energy?.value ?? 0) - (a.energy?.value ?? 0)
  );
}
