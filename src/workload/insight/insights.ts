import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { combinedPlan } from './combined-insight.ts';
import { nothing, type Found } from './found-insight.ts';
import { otherGpu } from './gpu-insights.ts';
import { insightMarket } from './insight-market.ts';
import type { Insight, WorkloadInsights } from './insight.ts';
import { judgedWorkload, type JudgedWorkload } from './judged-workload.ts';
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
  const judged = judgedWorkload(setup, await insightMarket(context, moment));
  const shared = { at: moment.at, setup };
  if (typeof judged === 'string') {
    const none = { now: null, insights: [], rejected: [], combined: null };
    return { ...shared, ...none, absence: judged, simulated: context.simulated };
  }
  const later = setup.utilization === 0 ? null : await laterStart(context, judged, moment);
  return { ...shared, absence: null, ...changesTo(judged, later) };
}

/** What there is besides a later start. Pure. */
export function changesTo(
  judged: JudgedWorkload,
  later: Found | null,
): Pick<WorkloadInsights, 'now' | 'insights' | 'rejected' | 'combined' | 'simulated'> {
  const { now, setup } = judged;
  const found =
    setup.utilization === 0
      ? [idleMachines(judged)]
      : [
          otherProvider(judged),
          otherRegion(judged),
          otherGpu(judged),
          fewerGpus(judged),
          spotInstead(judged),
          ...(later ? [later] : []),
          higherUtilization(judged),
          idleMachines(judged),
          RESERVED,
        ];
  const insights = toldOnce(found.flatMap((one) => one.insights)).toSorted(byWorth);
  return {
    now,
    insights,
    rejected: found.flatMap((one) => one.rejected),
    combined: combinedPlan(judged, insights),
    simulated: now.cost.simulated || insights.some(({ use }) => use.cost.simulated),
  };
}

const RESERVED = nothing(
  'RESERVATION',
  'a commitment of months',
  'NOT_KNOWN',
  'No price for a commitment of months is known here: ask the provider for one.',
);

/** One offer may be the best by price and in another region too: it is told as the first. */
function toldOnce(insights: readonly Insight[]): Insight[] {
  const elsewhere = new Set(insights.filter(({ kind }) => kind === 'OTHER_PROVIDER').map(placeOf));
  return insights.filter((one) => one.kind !== 'OTHER_REGION' || !elsewhere.has(placeOf(one)));
}

function placeOf({ use: { provider, region, billing, price } }: Insight): string {
  return JSON.stringify([provider, region, billing, price.value]);
}

/** Dollars, then kilograms, then kilowatt-hours; alike ones stay in the order of their kinds. */
function byWorth({ saves: a }: Insight, { saves: b }: Insight): number {
  return (
    (b.cost?.value ?? 0) - (a.cost?.value ?? 0) ||
    (b.carbon?.value ?? 0) - (a.carbon?.value ?? 0) ||
    (b.energy?.value ?? 0) - (a.energy?.value ?? 0)
  );
}
