import { usableGb } from '#catalog/usable-memory.ts';
import { derived, fact } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { cheapestOfEach, gpusName, isIn, placeName, type Candidate } from './candidate.ts';
import { MOST_UTILIZATION } from './equal-work.ts';
import {
  costSaved,
  insightOf,
  lostTo,
  nothing,
  percent,
  rejected,
  usd,
  type Found,
} from './found-insight.ts';
import type { InsightWhyNot } from './insight.ts';
import { gpusNow, type JudgedWorkload } from './judged-workload.ts';
import { holds, neededPerGpu } from './memory-needed.ts';
import { useOf, useOfOffer } from './workload-use.ts';

const GATHERED = formula('gpus * utilization / fewer');
const SHORTENED = formula('hours * utilization / target');

const noneFewer = (why: InsightWhyNot, reason: string): Found =>
  nothing('FEWER_GPUS', 'fewer GPUs', why, reason);

/** The same work in the same time on fewer of the GPUs, each of which is at work for more of it. */
export function fewerGpus(judged: JudgedWorkload): Found {
  const { setup, now, need, market, billing } = judged;
  const { gpu, gpuCount, utilization } = setup;
  const busy = gpuCount * utilization;
  const least = Math.ceil(busy / MOST_UTILIZATION.value - 1e-9);
  if (least >= gpuCount)
    return noneFewer(
      'NO_SAVING',
      `They are at work ${percent(utilization)} of the time: ${gpuCount - 1} would need more than all of theirs.`,
    );
  const candidates = cheapestOfEach(
    market.offers,
    gpuCount - 1,
    (offer) => offer.gpu === gpu.slug && offer.billing === billing && isIn(offer, setup.region),
  )
    .filter((candidate) => candidate.gpuCount >= least)
    .toSorted((a, b) => a.gpuCount - b.gpuCount);
  if (candidates.length === 0)
    return noneFewer('NO_OFFER', `Nobody offers ${least} to ${gpuCount - 1} of them together.`);
  const [holding, small] = [true, false].map((is) =>
    candidates.filter((candidate) => holds(need, gpu, candidate.gpuCount) === is),
  ) as [Candidate[], Candidate[]];
  const uses = holding
    .map((candidate) => {
      const inputs = {
        gpus: gpusNow(judged),
        utilization: now.utilization,
        fewer: fact(candidate.gpuCount, 'GPUs', 'OBSERVED', `GPUs on offer, ${candidate.offer.source}`),
      };
      const use = useOfOffer(candidate, market, {
        hours: now.hours,
        utilization: derived(GATHERED, inputs, '1'),
      });
      return { candidate, use };
    })
    .toSorted((a, b) => a.use.cost.figure.value - b.use.cost.figure.value);
  const best = uses.find(({ use }) => costSaved(now, use) !== null);
  const insight =
    best &&
    insightOf(now, {
      kind: 'FEWER_GPUS',
      title: `${gpusName(best.candidate)} by ${placeName(best.candidate.offer)}`,
      why: `${gpuCount} GPUs that are at work ${percent(utilization)} of the time do the work of ${Number(busy.toFixed(2))}: ${best.candidate.gpuCount} of them, at ${usd(best.use.price.value)} an hour each, can do it in the same time, at work ${percent(best.use.utilization.value)} of it.`,
      use: best.use,
      evidence: [{ name: 'memory needed on each GPU', figure: neededPerGpu(need, best.candidate.gpuCount) }],
      risk: 'MEDIUM',
      riskReason:
        'Work that waits for something other than the GPUs, such as its data, waits for that on fewer of them too; batches have to be divided anew.',
      steps: [
        'Measure what the GPUs wait for: if it is loading or the network, raise that first.',
        `Run a short part of the work on ${gpusName(best.candidate)}, and compare its time with that of now.`,
        'Move the rest, and end the machines of now.',
      ],
    });
  const lost = uses
    .filter((one) => one !== best)
    .map(({ candidate, use }) =>
      lostTo(now, use, { kind: 'FEWER_GPUS', title: gpusName(candidate), best: insight ?? null }),
    );
  const tooSmall = small.map((candidate) => {
    const gb = neededPerGpu(need, candidate.gpuCount).value.toFixed(1);
    const reason = `Each would have to hold ${gb} GB, and ${usableGb(gpu).toFixed(1)} can be planned with.`;
    return rejected('FEWER_GPUS', gpusName(candidate), 'DOES_NOT_FIT', reason);
  });
  return { insights: insight ? [insight] : [], rejected: [...lost, ...tooSmall] };
}

/** What the same GPUs would cost if they were at work for as much of the time as can be. */
export function higherUtilization(judged: JudgedWorkload): Found {
  const { setup, now, market } = judged;
  const target = MOST_UTILIZATION;
  const title = `${percent(target.value)} utilization`;
  if (setup.utilization >= target.value) {
    const reason = `They are at work ${percent(setup.utilization)} of the time: more is not planned with.`;
    return nothing('UTILIZATION', title, 'NO_SAVING', reason);
  }
  const hours = derived(SHORTENED, { hours: now.hours, utilization: now.utilization, target }, 'h');
  const use = useOf({
    ...now,
    gpuCount: gpusNow(judged),
    hours,
    utilization: target,
    factors: judged.offer ? market.factorsOf(setup.gpu.slug, judged.billing) : null,
    simulated: now.cost.simulated,
  });
  if (costSaved(now, use) === null)
    return { insights: [], rejected: [lostTo(now, use, { kind: 'UTILIZATION', title, best: null })] };
  const insight = insightOf(now, {
    kind: 'UTILIZATION',
    title,
    why: `The GPUs idle ${percent(1 - setup.utilization)} of the time they are paid for. At work ${percent(target.value)} of it they would be done in ${use.hours.value.toFixed(1)} in place of ${setup.hours} hours.`,
    use,
    risk: 'LOW',
    riskReason:
      'It takes work on the program, and may turn out to be less than this: it is the most there is to win.',
    steps: [
      'Trace some minutes of the work: what do the GPUs wait for?',
      'Load and prepare data ahead, in several processes and from a local disk.',
      'Raise the batch size as far as memory goes, and save checkpoints in the background.',
    ],
    confidence: {
      figure: null,
      restsOn:
        'Nothing measured tells how far the utilization of this work can be raised: the saving is what there is to win.',
    },
  });
  return { insights: [insight], rejected: [] };
}

/** Machines that do nothing: to be ended. */
export function idleMachines(judged: JudgedWorkload): Found {
  const { setup, now } = judged;
  if (setup.utilization > 0) {
    const reason = `They are at work ${percent(setup.utilization)} of the time: UTILIZATION and FEWER_GPUS judge the rest.`;
    return nothing('IDLE', 'end the machines', 'NO_SAVING', reason);
  }
  const use = useOf({
    ...now,
    gpuCount: gpusNow(judged),
    hours: fact(0, 'h', 'ASSUMED', 'machines that are ended'),
    factors: null,
    simulated: now.cost.simulated,
  });
  if (costSaved(now, use) === null)
    return nothing('IDLE', 'end the machines', 'NO_SAVING', `They cost ${usd(now.cost.figure.value)}.`);
  const insight = insightOf(now, {
    kind: 'IDLE',
    title: 'end the machines',
    why: 'Nothing is computed on them.',
    use,
    risk: 'LOW',
    riskReason: 'What lies on their disks goes with them.',
    steps: ['Look whether anything on their disks is needed, and copy it.', 'End the machines.'],
    confidence: {
      figure: fact(1, '1', 'ASSUMED', 'what is not rented is not paid for'),
      restsOn: 'What is not rented is not paid for.',
    },
  });
  return { insights: [insight], rejected: [] };
}
