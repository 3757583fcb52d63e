import { usableGb } from '#catalog/usable-memory.ts';
import { cheapestOfEach, gpusName, isIn, placeName, type Candidate } from './candidate.ts';
import { equalWork, MOST_TIMES_AS_LONG, type EqualWork } from './equal-work.ts';
import {
  carbonSaved,
  costSaved,
  hoursText,
  insightOf,
  isNoDearer,
  lostTo,
  rejected,
  usd,
  type Found,
} from './found-insight.ts';
import type { Insight, RejectedInsight, WorkloadUse } from './insight.ts';
import type { JudgedWorkload } from './judged-workload.ts';
import { holds, neededPerGpu } from './memory-needed.ts';
import { useOfOffer } from './workload-use.ts';

type Fitting = { readonly candidate: Candidate; readonly work: EqualWork; readonly use: WorkloadUse };

/** The same work on another GPU of the same vendor: the cheapest, and the cleanest that costs no more than now. */
export function otherGpu(judged: JudgedWorkload): Found {
  const { setup, now, market, billing } = judged;
  const candidates = cheapestOfEach(
    market.offers,
    setup.gpuCount,
    (offer) => offer.gpu !== setup.gpu.slug && offer.billing === billing && isIn(offer, setup.region),
  );
  const fitting: Fitting[] = [];
  const lost: RejectedInsight[] = [];
  for (const own of Map.groupBy(candidates, ({ gpu }) => gpu.slug).values()) {
    const found = bestOf(judged, own);
    if ('why' in found) lost.push(found);
    else fitting.push(found);
  }
  const byCost = fitting.toSorted(
    (a, b) =>
      a.use.cost.figure.value - b.use.cost.figure.value || a.candidate.offer.id - b.candidate.offer.id,
  );
  const cheapest = byCost.find(({ use }) => costSaved(now, use) !== null);
  const [cleanest] = byCost
    .filter(({ use }) => isNoDearer(now, use) && carbonSaved(now, use) !== null)
    .toSorted((a, b) => a.use.carbon.value - b.use.carbon.value);
  const chosen = new Set([cheapest, cleanest].flatMap((one) => one ?? []));
  const insights = [...chosen].map((one) => gpuInsight(judged, one));
  const [best = null] = insights;
  const rest = byCost
    .filter((one) => !chosen.has(one))
    .map(({ use, candidate }) => lostTo(now, use, { kind: 'OTHER_GPU', title: titleOf(candidate), best }));
  if (candidates.length === 0) {
    const reason = `No other GPU is on offer in machines of ${setup.gpuCount} or fewer.`;
    lost.push(rejected('OTHER_GPU', 'another GPU', 'NO_OFFER', reason));
  }
  return { insights, rejected: [...rest, ...lost.toSorted((a, b) => (a.title < b.title ? -1 : 1))] };
}

const titleOf = (candidate: Candidate): string => `${gpusName(candidate)} by ${placeName(candidate.offer)}`;

/** The cheapest number of one GPU that holds the work and does not take too long, or why there is none. */
function bestOf(judged: JudgedWorkload, own: readonly Candidate[]): Fitting | RejectedInsight {
  const { setup, need, market, now } = judged;
  const most = own.reduce((a, b) => (b.gpuCount > a.gpuCount ? b : a));
  const { gpu } = most;
  const title = titleOf(most);
  if (gpu.vendor !== setup.gpu.vendor)
    return rejected(
      'OTHER_GPU',
      title,
      'NOT_SUITED',
      `It is ${vendorName(gpu.vendor)}’s: programs made for ${vendorName(setup.gpu.vendor)}’s GPUs have to be ported.`,
    );
  if (!own.some(({ gpuCount }) => holds(need, gpu, gpuCount))) {
    const gb = neededPerGpu(need, most.gpuCount).value.toFixed(1);
    const reason = `Each would have to hold ${gb} GB, and ${usableGb(gpu).toFixed(1)} can be planned with.`;
    return rejected('OTHER_GPU', title, 'DOES_NOT_FIT', reason);
  }
  const fitting = own
    .filter(({ gpuCount }) => holds(need, gpu, gpuCount))
    .flatMap((candidate): Fitting[] => {
      const work = equalWork(judged, candidate, false);
      return work ? [{ candidate, work, use: useOfOffer(candidate, market, work) }] : [];
    });
  if (fitting.length === 0)
    return rejected(
      'OTHER_GPU',
      title,
      'NOT_KNOWN',
      `The catalog tells no speed of ${gpu.name}’s matrix units.`,
    );
  const inTime = fitting.filter(({ use }) => use.hours.value <= MOST_TIMES_AS_LONG * now.hours.value + 1e-9);
  const [best] = inTime.toSorted(
    (a, b) =>
      a.use.cost.figure.value - b.use.cost.figure.value || a.candidate.gpuCount - b.candidate.gpuCount,
  );
  if (best) return best;
  const fastest = fitting.reduce((a, b) => (b.use.hours.value < a.use.hours.value ? b : a));
  const { hours, cost } = fastest.use;
  const reason = `It may take ${hoursText(hours.value)} in place of ${hoursText(now.hours.value)}: over ${MOST_TIMES_AS_LONG} times as long.`;
  return rejected('OTHER_GPU', titleOf(fastest.candidate), 'TOO_SLOW', reason, cost.figure);
}

function gpuInsight({ setup, now, need }: JudgedWorkload, { candidate, work, use }: Fitting): Insight {
  const { hours, price } = use;
  const slower = hours.value > now.hours.value * (1 + 1e-9);
  const time = slower
    ? `takes ${hoursText(hours.value)} at the most in place of ${hoursText(now.hours.value)}`
    : `takes ${hoursText(hours.value)}, no longer than now`;
  return insightOf(now, {
    kind: 'OTHER_GPU',
    title: titleOf(candidate),
    why: `The same work on ${gpusName(candidate)} ${time}, by the data sheets’ compute, memory and links, at ${usd(price.value)} an hour for each GPU in place of ${usd(now.price.value)}.`,
    use,
    evidence: [
      ...(work.speed ? [{ name: 'speed of a GPU against now', figure: work.speed }] : []),
      { name: 'memory needed on each GPU', figure: neededPerGpu(need, candidate.gpuCount) },
    ],
    risk: 'MEDIUM',
    riskReason: `Speeds are by data sheets: measure it. ${slower ? 'It is done later than now.' : 'Kernels that were built for the GPU of now may have to be built anew.'}`,
    steps: [
      `Rent one machine of ${gpusName(candidate)} and run a short part of the work.`,
      `Go on where it is at least ${(speedNeeded(now, use) * 100).toFixed(0)} % as fast as the machines of now: below that it costs more.`,
      `Move the rest, and end the ${setup.gpuCount} × ${setup.gpu.name}.`,
    ],
    doubts: { speed: work.error },
  });
}

/** The share of the speed of now at which it costs as much. */
function speedNeeded(now: WorkloadUse, use: WorkloadUse): number {
  return (use.price.value * use.gpuCount) / (now.price.value * now.gpuCount);
}

function vendorName(vendor: string): string {
  return vendor === 'INTEL' ? 'Intel' : vendor;
}
