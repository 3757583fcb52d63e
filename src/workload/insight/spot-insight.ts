import { most } from '#analytics/bisection.ts';
import { spotTimeFactor, USUAL_CHECKPOINTS } from '#analytics/spot-overhead.ts';
import type { PlannedHazard } from '#forecast/planned-hazard.ts';
import { planJob, type PlannedJob } from '#forecast/planned-job.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { gpusName, isIn, placeName, type Candidate } from './candidate.ts';
import { costSaved, hoursText, insightOf, lostTo, nothing, usd, type Found } from './found-insight.ts';
import type { InsightWhyNot } from './insight.ts';
import { rentable, type JudgedWorkload } from './judged-workload.ts';
import { useOfOffer } from './workload-use.ts';

/** Work that is interrupted: what it takes on spot machines. */
export type SpotWork = {
  /** Hours on the machine for each hour of work. */
  readonly factor: Figure;
  readonly mtbi: Figure;
  readonly planned: PlannedJob;
};

const MACHINE_HOURS = formula('hours * timeFactor');

/** Beyond so many times the work it is not planned. */
const MOST_TIMES = 100;

/** What so many hours take on spot machines of a candidate; null where it is not known how often they are interrupted. */
export function spotWork(
  { market }: Pick<JudgedWorkload, 'market'>,
  { gpu, gpuCount, machines }: Candidate,
  hours: Figure,
): SpotWork | 'NOT_KNOWN' | 'ENDLESS' {
  const hazard = market.hazards.get(gpu.slug);
  if (!hazard || hazard.origin === null) return 'NOT_KNOWN';
  const planned = planJob(
    {
      workHours: hours.value,
      ...USUAL_CHECKPOINTS,
      resumeWaitHours: hazard.meanDownHours ?? 0,
      gpuCount,
      nodes: machines,
      warningHours: null,
    },
    hazard,
  );
  if (!planned) return 'ENDLESS';
  const source = `spotPlan: interruptions every ${hoursText(hazard.mtbiHours)} by ${sourceOf(hazard)}, checkpoints of 2 minutes, restarts of 5`;
  const factor = planned.plan.machineHours.expected / hours.value;
  return {
    factor: fact(factor, '1', 'ESTIMATED', source),
    mtbi: fact(hazard.mtbiHours, 'h', 'ESTIMATED', sourceOf(hazard)),
    planned,
  };
}

export function spotHours(hours: Figure, { factor }: SpotWork): Figure {
  return derived(MACHINE_HOURS, { hours, timeFactor: factor }, 'h');
}

/** Machine hours as expected and at the upper bound of interruptions, for the confidence. */
export function interruptionsOf({ planned: { plan, job } }: SpotWork): {
  readonly expected: number;
  readonly high: number;
} {
  const { expected, high } = plan.machineHours;
  return { expected, high: high ?? MOST_TIMES * job.workHours };
}

/** The same machines on spot: what is paid with the hours that interruptions cost. */
export function spotInstead(judged: JudgedWorkload): Found {
  const { setup, now, market, billing, useCase } = judged;
  const name = `${gpusName(setup)} on spot`;
  const none = (why: InsightWhyNot, reason: string, cost: Figure | null = null): Found =>
    nothing('SPOT', name, why, reason, cost);
  if (billing === 'SPOT') return none('NO_SAVING', 'It runs on spot already.');
  if (!useCase.useCase.suitable) return none('NOT_SUITED', useCase.useCase.reason);
  const [candidate] = rentable(
    judged,
    setup.gpuCount,
    (offer) => offer.gpu === setup.gpu.slug && offer.billing === 'SPOT' && isIn(offer, setup.region),
  );
  if (!candidate) return none('NO_OFFER', `No spot machine of ${gpusName(setup)} is on offer.`);
  const title = `${name}, by ${placeName(candidate.offer)}`;
  const calm = useOfOffer(candidate, market, now);
  if (costSaved(now, calm) === null)
    return { insights: [], rejected: [lostTo(now, calm, { kind: 'SPOT', title, best: null })] };
  const work = spotWork(judged, candidate, now.hours);
  if (work === 'ENDLESS')
    return none(
      'NOT_SUITED',
      'They are interrupted so often that the work would take over 100 times as long.',
    );
  if (work === 'NOT_KNOWN')
    return none(
      'NOT_KNOWN',
      `How often they are interrupted is not known. At ${usd(calm.price.value)} an hour it saves where that is less often than every ${hoursText(breakEvenHours(judged, calm.cost.figure.value))}.`,
      calm.cost.figure,
    );
  const use = useOfOffer(candidate, market, { ...now, hours: spotHours(now.hours, work) });
  if (costSaved(now, use) === null)
    return { insights: [], rejected: [lostTo(now, use, { kind: 'SPOT', title, best: null })] };
  const { interruptions, intervalHours, wallHours } = work.planned.plan;
  const isNamed = useCase.how !== 'NOT_RECOGNISED';
  const insight = insightOf(now, {
    kind: 'SPOT',
    title,
    why: `Spot machines cost ${usd(use.price.value)} an hour for each GPU in place of ${usd(now.price.value)}; about ${Number(interruptions.expected.toPrecision(2))} interruptions make it ${hoursText(use.hours.value)} on the machine.`,
    use,
    evidence: [
      { name: 'hours between interruptions of a machine', figure: work.mtbi },
      { name: 'hours on the machine for each of work', figure: work.factor },
    ],
    risk: isNamed ? 'MEDIUM' : 'HIGH',
    riskReason: `${useCase.useCase.reason} It ends after ${hoursText(wallHours.expected)} as expected${wallHours.high === null ? ', and where machines go at the highest rate not at all' : `, and ${hoursText(wallHours.high)} where machines go at the highest rate`}.`,
    steps: [
      `Save the work every ${intervalText(intervalHours)} and try that it starts again from there.`,
      `Rent ${title}.`,
      'Start again on another machine when one is taken, and on demand where none is to be had.',
    ],
    doubts: { interruptions: interruptionsOf(work) },
  });
  return { insights: [insight], rejected: [] };
}

function intervalText(hours: number): string {
  return hours < 1 ? `${Math.max(1, Math.round(hours * 60))} minutes` : hoursText(hours);
}

function sourceOf({ origin, providers }: PlannedHazard): string {
  return `${origin} of ${providers.join(', ')}`;
}

/** Mean hours between interruptions at which it costs as much as now. */
function breakEvenHours({ now, setup }: JudgedWorkload, calmUsd: number): number {
  const machines = Math.max(1, now.machines);
  const saves = (perThousandHours: number): boolean =>
    calmUsd * spotTimeFactor({ ...USUAL_CHECKPOINTS, mtbiHours: 1000 / perThousandHours }) <
    now.cost.figure.value;
  const rate = most(100_000, saves);
  return rate === 0 ? Math.max(1000, setup.hours) : (1000 / rate) * machines;
}
