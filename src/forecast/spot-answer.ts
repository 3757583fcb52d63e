import type { Gpu } from '#catalog/gpu.ts';
import { LEAST_ENDED_LIVES } from '#analytics/spot-hazard.ts';
import type { Absence } from '#market/graph-absence.ts';
import type { Price } from '#market/graph-price.ts';
import { formatUsd, type MicroUsd } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import { HAZARD_DAYS, type PlannedHazard, type UnknownHazard } from './planned-hazard.ts';
import {
  costOf,
  discountOf,
  spotCost,
  verdictOf,
  type AskedJob,
  type PlannedJob,
  type Verdict,
} from './planned-job.ts';

/** A price, or why there is none. */
export type MaybePrice = { readonly price: Price | null; readonly absence: Absence | null };

export type SpotAnswer = {
  readonly at: Instant;
  readonly gpu: Gpu;
  readonly job: AskedJob;
  readonly warningSource: string | null;
  readonly spot: MaybePrice;
  readonly onDemand: MaybePrice;
  readonly hazard: PlannedHazard | null;
  readonly hazardAbsence: Absence | null;
  /** Null where the hazard is unknown, and where the work would not end. */
  readonly planned: PlannedJob | null;
  readonly verdict: Verdict | null;
  readonly reasoning: string;
  readonly simulated: boolean;
};

type Facts = Omit<SpotAnswer, 'verdict' | 'reasoning' | 'simulated'> & {
  readonly unknown: UnknownHazard | null;
  readonly bid: MicroUsd | null;
  /** Whether it is the simulated market that is served. */
  readonly served: boolean;
};

/** Adds the verdict to what is known, and the words for it. */
export function spotAnswer(facts: Facts): SpotAnswer {
  const { unknown, bid, served, ...known } = facts;
  const { spot, onDemand, hazard, planned } = known;
  const seen = [spot.price, onDemand.price, hazard?.origin === 'ASSUMPTION' ? null : hazard].filter(
    (one) => one !== null,
  );
  const simulated = seen.length === 0 ? served : seen.some((one) => one.simulated);
  const told = (verdict: Verdict | null, reasoning: string): SpotAnswer => ({
    ...known,
    verdict,
    reasoning,
    simulated,
  });
  if (!hazard) return told(null, unknownWords(unknown, bid));
  if (!planned) return told('ON_DEMAND', endlessWords(known.job, hazard));
  if (!spot.price || !onDemand.price)
    return told(null, priceWords(planned, spot.absence, onDemand.absence, bid));
  const discount = discountOf(spot.price.amount, onDemand.price.amount);
  const verdict = verdictOf(discount, planned);
  return told(verdict, verdictWords(verdict, planned, spot.price, onDemand.price));
}

const decimal = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
const percent = (share: number): string => `${decimal(100 * share, 1)} %`;

function unknownWords(unknown: UnknownHazard | null, bid: MicroUsd | null): string {
  if (!unknown)
    return 'Of so long ago interruptions are not kept one by one. Give `mtbiHours`, the mean hours between interruptions to plan with, or ask for a later `asOf`.';
  const seen =
    unknown.exposureHours > 0
      ? `Too little was seen in the last ${HAZARD_DAYS} days, ${decimal(unknown.exposureHours, 1)} machine hours, or no interruption in them`
      : `Nothing was seen of how often such machines were interrupted in the last ${HAZARD_DAYS} days`;
  const instead =
    bid === null
      ? '`bid`, to count how often the price crossed it, or ask for another provider'
      : `a \`bid\` other than ${formatUsd(bid)}, or ask for another provider`;
  return `${seen}: there is no hazard to plan by. Give \`mtbiHours\`, the mean hours between interruptions to plan with, or ${instead}.`;
}

function endlessWords(
  { workHours, restartHours, checkpointHours, nodes }: AskedJob,
  hazard: PlannedHazard,
): string {
  const gang = nodes > 1 ? ` (any of ${nodes} nodes stops all of them)` : '';
  return `With an interruption every ${decimal(hazard.mtbiHours, 3)} h on average${gang}, restarts of ${decimal(60 * restartHours, 1)} min and checkpoints of ${decimal(60 * checkpointHours, 1)} min, ${decimal(workHours, 3)} h of work would take more than 100 times as long on spot machines, if they ever end: take on-demand.`;
}

/** By what interruptions are taken to come, and how far off the formula for the other way is. */
function methodWords({ method, exponential, wallHours }: PlannedJob['plan'], hazard: PlannedHazard): string {
  const { mtbiHours, endedLives, origin } = hazard;
  if (origin === 'ASSUMPTION')
    return `Taken at your word that a machine is interrupted every ${decimal(mtbiHours, 6)} h on average, whatever its age.`;
  if (method === 'EXPONENTIAL' || exponential === null)
    return `Interruptions are taken to come every ${decimal(mtbiHours, 3)} h on average, whatever a machine’s age: ${endedLives} lives were seen to end, and ${LEAST_ENDED_LIVES} are needed to plan by them.`;
  const { offShare } = exponential;
  const off = `${percent(Math.abs(offShare))} too ${offShare < 0 ? 'little' : 'much'}`;
  return `Planned by the ${endedLives} lives that were seen to end: the exponential formula would say ${decimal(exponential.wallHours, 2)} h of wall time where these lives take ${decimal(wallHours.expected, 2)}, ${off}.`;
}

function breakEvenWords({ job, plan, hazard }: PlannedJob): string {
  const { low, expected, high } = plan.breakEvenDiscount;
  const hours = plan.machineHours.expected;
  const range =
    low === high ? '' : ` (between ${percent(low ?? 0)} and ${high === null ? '100 %' : percent(high)})`;
  return `${methodWords(plan, hazard)} Checkpoints, interruptions and restarts make ${decimal(job.workHours, 6)} h of work take ${hours} h on machines, so spot breaks even at a discount of 1 − ${decimal(job.workHours, 6)} ÷ ${hours} = ${percent(expected)}${range}.`;
}

function priceWords(
  planned: PlannedJob,
  spot: Absence | null,
  onDemand: Absence | null,
  bid: MicroUsd | null,
): string {
  const missing = [
    ...(spot
      ? [`spot price${bid === null ? '' : ` at or under the bid of ${formatUsd(bid)}`} (${spot})`]
      : []),
    ...(onDemand ? [`on-demand price (${onDemand})`] : []),
  ];
  return `${breakEvenWords(planned)} There is no ${missing.join(' and no ')} to hold against it: ${spot && bid !== null ? 'raise the bid, or widen' : 'widen'} the provider or the region.`;
}

const VERDICT_WORDS: Record<Verdict, string> = {
  SPOT: 'The discount is above all of that: take spot.',
  ON_DEMAND: 'The discount is below all of that: take on-demand.',
  TOO_CLOSE: 'The discount lies within that: too close to call from what is known of the interruptions.',
};

function verdictWords(verdict: Verdict, planned: PlannedJob, spot: Price, onDemand: Price): string {
  const { job, plan } = planned;
  const [here, there] = [formatUsd(spot.amount), formatUsd(onDemand.amount)];
  const gpus = `${job.gpuCount} × ${job.nodes}`;
  const cost = spotCost(spot.amount, planned).expected;
  const firm = costOf(onDemand.amount, job, job.workHours);
  const sums =
    cost === null || firm === null
      ? ''
      : ` Spot: ${here} × ${gpus} GPUs × ${plan.machineHours.expected} h = ${formatUsd(cost)} USD; on-demand: ${there} × ${gpus} GPUs × ${decimal(job.workHours, 6)} h = ${formatUsd(firm)} USD.`;
  return `Spot asks ${here} USD per GPU-hour where on-demand asks ${there}: a discount of 1 − ${here} ÷ ${there} = ${percent(discountOf(spot.amount, onDemand.amount))}. ${breakEvenWords(planned)} ${VERDICT_WORDS[verdict]}${sums}`;
}
