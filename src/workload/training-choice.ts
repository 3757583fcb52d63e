import { dominators, type Criteria } from '#analytics/pareto.ts';
import { shown, type TrainingOption } from './training-option.ts';

export type JudgedOption = TrainingOption & {
  /** Null on the Pareto front of cost, time and risk; else what is better in one of them and worse in none. */
  readonly lostTo: TrainingOption | null;
  readonly verdict: string;
};

export type TrainingChoice = {
  /** By cost, the cheapest first. */
  readonly options: readonly JudgedOption[];
  readonly bestBudget: JudgedOption | null;
  readonly fastest: JudgedOption | null;
  readonly bestValue: JudgedOption | null;
};

const costOf = ({ cost }: TrainingOption): number => cost.figure.value;
const hoursOf = ({ hours }: TrainingOption): number => hours.value;
const criteriaOf = (option: TrainingOption): Criteria => [
  costOf(option),
  hoursOf(option),
  option.risk?.value ?? null,
];

/** Which of them anybody should take: none of the rest is better in anything that counts. */
export function chosenOf(unjudged: readonly TrainingOption[]): TrainingChoice {
  const sorted = unjudged.toSorted((a, b) => costOf(a) - costOf(b) || hoursOf(a) - hoursOf(b));
  const better = dominators(sorted, criteriaOf);
  const cheapest = sorted[0];
  const options = sorted.map((option, place): JudgedOption => {
    const lostTo = better[place] ?? null;
    return { ...option, lostTo, verdict: lostTo ? lostWords(option, lostTo) : keptWords(option, cheapest!) };
  });
  const front = options.filter(({ lostTo }) => lostTo === null);
  return {
    options,
    bestBudget: leastBy(front, costOf),
    fastest: leastBy(front, hoursOf),
    bestValue: leastBy(front, (option) => costOf(option) * hoursOf(option)),
  };
}

function leastBy(
  options: readonly JudgedOption[],
  measure: (option: JudgedOption) => number,
): JudgedOption | null {
  return options.reduce<JudgedOption | null>(
    (best, option) => (best === null || measure(option) < measure(best) ? option : best),
    null,
  );
}

export function nameOf({ gpu, rented, billing }: TrainingOption): string {
  const terms = billing === 'SPOT' ? 'spot' : 'on demand';
  return `${rented.gpus.value} × ${gpu.name} ${terms} by ${rented.offers.provider}`;
}

function lostWords(option: TrainingOption, better: TrainingOption): string {
  const cost = costOf(option) / costOf(better);
  const time = hoursOf(option) / hoursOf(better);
  const risk =
    (option.risk?.value ?? 0) > (better.risk?.value ?? 0) ? ', and may be interrupted more likely' : '';
  return `${nameOf(better)} is better: this costs ${ratioWords(cost)} and takes ${ratioWords(time)}${risk}.`;
}

function keptWords(option: TrainingOption, cheapest: TrainingOption): string {
  if (option === cheapest) return 'Nothing listed costs less.';
  const cost = ratioWords(costOf(option) / costOf(cheapest));
  const time = ratioWords(hoursOf(option) / hoursOf(cheapest));
  return `Nothing listed is better in cost, time and risk at once: it costs ${cost} and takes ${time} against the cheapest, ${nameOf(cheapest)}.`;
}

function ratioWords(ratio: number): string {
  return Math.abs(ratio - 1) < 0.005 ? 'as much' : `${shown(ratio)} times as much`;
}
