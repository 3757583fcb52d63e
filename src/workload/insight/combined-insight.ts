import { cheapestOfEach, gpusName, placeName, type Candidate } from './candidate.ts';
import { equalWork, MOST_TIMES_AS_LONG, type EqualWork } from './equal-work.ts';
import { costSaved, insightOf } from './found-insight.ts';
import type { Insight, WorkloadUse } from './insight.ts';
import type { JudgedWorkload } from './judged-workload.ts';
import { holds } from './memory-needed.ts';
import { interruptionsOf, spotHours, spotWork, type SpotWork } from './spot-insight.ts';
import { useOfOffer } from './workload-use.ts';

type Plan = {
  readonly candidate: Candidate;
  readonly use: WorkloadUse;
  readonly work: EqualWork;
  readonly spot: SpotWork | null;
};

/**
 * The cheapest of everything that is on offer, whichever GPU, number, place and billing: what the changes that go
 * together come to. Null where it is hardly cheaper than the best of them alone.
 */
export function combinedPlan(judged: JudgedWorkload, insights: readonly Insight[]): Insight | null {
  const { setup, now, market, need, billing, useCase } = judged;
  if (setup.utilization === 0) return null;
  const maySpot = billing === 'SPOT' || useCase.useCase.suitable;
  const candidates = cheapestOfEach(
    market.offers,
    setup.gpuCount,
    (offer) => offer.billing === 'ON_DEMAND' || maySpot,
  ).filter(({ gpu, gpuCount }) => gpu.vendor === setup.gpu.vendor && holds(need, gpu, gpuCount));
  // The cheapest without interruptions first: once one costs more than the best with them, all the rest do.
  const calm = candidates
    .flatMap((candidate) => {
      const work = equalWork(judged, candidate, true);
      if (!work || work.hours.value > MOST_TIMES_AS_LONG * now.hours.value + 1e-9) return [];
      const { offer, gpuCount } = candidate;
      return [{ candidate, work, least: offer.price * gpuCount * work.hours.value }];
    })
    .toSorted((a, b) => a.least - b.least || a.candidate.offer.id - b.candidate.offer.id);
  let best: Plan | null = null;
  for (const { candidate, work, least } of calm) {
    if (best && least / 1e6 >= best.use.cost.figure.value) break;
    const spot = interrupted(judged, candidate, work);
    if (typeof spot === 'string') continue;
    const hours = spot ? spotHours(work.hours, spot) : work.hours;
    const use = useOfOffer(candidate, market, { hours, utilization: work.utilization });
    if (!best || use.cost.figure.value < best.use.cost.figure.value) best = { candidate, use, work, spot };
  }
  if (!best || costSaved(now, best.use) === null) return null;
  const alone = insights
    .filter(({ kind }) => kind !== 'UTILIZATION' && kind !== 'OTHER_TIME')
    .map(({ use }) => use.cost.figure.value);
  // What one change does alone is told there.
  if (alone.some((cost) => cost <= best.use.cost.figure.value * 1.01)) return null;
  return planInsight(judged, best);
}

/** Whoever is on spot already has interruptions in the hours told. */
function interrupted(
  judged: JudgedWorkload,
  candidate: Candidate,
  work: EqualWork,
): SpotWork | 'NOT_KNOWN' | 'ENDLESS' | null {
  if (candidate.offer.billing !== 'SPOT' || judged.billing === 'SPOT') return null;
  return spotWork(judged, candidate, work.hours);
}

function planInsight(judged: JudgedWorkload, { candidate, use, work, spot }: Plan): Insight {
  const { setup, now } = judged;
  const { offer, gpu, gpuCount } = candidate;
  const changes = [
    ...(gpu.slug === setup.gpu.slug ? [] : [`${gpu.name} in place of ${setup.gpu.name}`]),
    ...(gpuCount === setup.gpuCount ? [] : [`${gpuCount} in place of ${setup.gpuCount} GPUs`]),
    ...(offer.provider === now.provider ? [] : [`rented from ${offer.provider}`]),
    ...(offer.region === now.region || offer.region === null ? [] : [`in ${offer.region}`]),
    ...(offer.billing === now.billing ? [] : [offer.billing === 'SPOT' ? 'on spot' : 'on demand']),
  ];
  const title = `${gpusName(candidate)}${offer.billing === 'SPOT' ? ' on spot' : ''} by ${placeName(offer)}`;
  return insightOf(now, {
    kind: 'COMBINED',
    title,
    why: `The cheapest of all that is on offer and holds the work: ${changes.join(', ')}.`,
    use,
    evidence: work.speed ? [{ name: 'speed of a GPU against now', figure: work.speed }] : [],
    risk: 'HIGH',
    riskReason: 'Several changes at once: what goes wrong is harder to find than with one after the other.',
    steps: [
      `Run a short part of the work on ${title}, and compare its time with that of now.`,
      ...(spot ? ['Save the work often enough, and try that it starts again from there.'] : []),
      'Move the rest, and end the machines of now.',
    ],
    doubts: {
      speed: work.error,
      interruptions: spot ? interruptionsOf(spot) : undefined,
    },
  });
}
