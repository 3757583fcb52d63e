import { USUAL_CHECKPOINTS } from '#analytics/spot-overhead.ts';
import { normalShare } from '#analytics/normal-distribution.ts';
import { TRAINING_ERROR } from '#analytics/training-error.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { PlannedHazard } from '#forecast/planned-hazard.ts';
import { fewestMachines } from '../insight/candidate.ts';
import { interruptionsOf } from '../training-interruptions.ts';
import { trainingOption, type TrainingOption } from '../training-option.ts';
import { speedFigures } from '../training-speed-figures.ts';
import {
  LEAST_SAVING,
  type Judgement,
  type JudgedRun,
  type NotRecommended,
  type Saving,
} from './recommendation.ts';
import { percent, shown } from './saving.ts';
import type { TierMarket } from './tier-market.ts';
import { trainingOf } from './trained-model.ts';

const KIND = 'COMPUTE_TIER';
const NOTHING_KNOWN = 'Nothing that can be compared is on offer.';
const SPEED = formula('tokensPerSecondPerGpu * gpus');
const COST_NOW = formula('hours * gpus * pricePerGpuHour');
const HOURS_THERE = formula('hours * speedNow / speedThere * interruptionsThere / interruptionsNow');
const COST_THERE = formula('hoursThere * gpus * pricePerGpuHour');
const LESS = formula('now - there');
const SUM = { source: 'its inputs' } as const;
/** Dearer in time than this nobody changes for. */
const MOST_STRETCH = 3;
const MOST_SHOWN = 3;
const SIGMA = TRAINING_ERROR.medianAbsLog / 0.6745;

type Tier = {
  readonly option: TrainingOption;
  readonly hours: Figure;
  readonly cost: Figure;
  /** Hours on the machines for each hour of work: 1 on demand. */
  readonly interruptions: Figure;
  readonly saves: Saving & { readonly cost: Figure };
  /** True where it is the run’s own GPU, so that no estimate of speed is in it. */
  readonly isSame: boolean;
  /** What its spot machines’ interruptions are taken from; null on demand. */
  readonly hazard: PlannedHazard | null;
};

/** The GPU that does the run’s work for least, at the prices of the moment. */
export function judgeTier(run: JudgedRun, { priced: market, hazards }: TierMarket): Judgement {
  const none = (reason: NotRecommended['reason'], message: string): NotRecommended => ({
    kind: KIND,
    reason,
    message,
  });
  const { gpuOf: gpu, hours, price } = run;
  if (!gpu || hours === null)
    return none('NOT_TOLD', 'Other GPUs are compared with the run’s own: tell its `gpu` and `hours`.');
  if (!price)
    return none(
      'NO_PRICE',
      'The run’s price is not known: tell `pricePerGpuHour`, or the `gpu` and when it ran.',
    );
  const training = trainingOf(run);
  if (!training)
    return none(
      'NOT_TOLD',
      'The catalog does not know the model: tell its `parameters` to know what fits where.',
    );
  const own = speedFigures(training, gpu, false);
  if (!own)
    return none('NOT_TOLD', `The catalog has no rate of the ${gpu.name}’s matrix units to compare with.`);
  const now = {
    hours: given(hours, 'h'),
    gpus: given(run.gpuCount, 'GPUs'),
    price,
    // On spot its hours have its own interruptions in them.
    interruptions: factorOf(
      run.billing === 'SPOT' ? (hazards.get(gpu.slug) ?? null) : null,
      fewestMachines(run.gpuCount),
    ),
    speed: derived(
      SPEED,
      { tokensPerSecondPerGpu: own.tokensPerSecondPerGpu, gpus: given(run.gpuCount, 'GPUs') },
      'tokens/s',
      SUM,
    ),
  };
  const costNow = derived(COST_NOW, { hours: now.hours, gpus: now.gpus, pricePerGpuHour: price }, 'USD', SUM);
  const fitting = market.flatMap((priced) => {
    const option = trainingOption(training, priced, null);
    return 'cost' in option ? [option] : [];
  });
  const options = fitting.filter((option) => option.billing !== 'SPOT' || hazards.has(option.gpu.slug));
  const unknown = fitting.length - options.length;
  const without =
    unknown === 0
      ? ''
      : ` ${unknown} on spot ${unknown === 1 ? 'is' : 'are'} left out, whose interruptions are not known.`;
  if (options.length === 0 && unknown > 0)
    return none('NOT_TOLD', `${NOTHING_KNOWN}${without} Compare those on demand by \`filter\`.`);
  if (options.length === 0)
    return none('DOES_NOT_FIT', 'Nothing that can be rented at this moment holds the model.');
  const tiers = options
    .map((option) =>
      tierOf(option, now, costNow, {
        gpu,
        hazard: option.billing === 'SPOT' ? (hazards.get(option.gpu.slug) ?? null) : null,
      }),
    )
    .filter((tier) => tier.hours.value <= MOST_STRETCH * hours)
    .toSorted((a, b) => a.cost.value - b.cost.value);
  const [best, ...others] = tiers.filter(({ saves }) => saves.cost.value > 0.05 * costNow.value);
  if (!best)
    return none(
      'SAVES_NOTHING',
      `Of ${options.length} GPUs that hold the model none does the same work for 5 % less than the ${shown(costNow.value)} dollars it cost, within ${MOST_STRETCH} times the hours.${without}`,
    );
  const { option } = best;
  const name = nameOf(option);
  const isSlower = best.saves.hours.value < -LEAST_SAVING * hours;
  return {
    kind: KIND,
    title: best.isSame
      ? `Rent the same GPU for ${shown(option.rented.price.value)} dollars an hour: ${name}`
      : `Train on ${name}`,
    reasoning: `${name} at ${shown(option.rented.price.value)} dollars a GPU-hour does the work of the run in ${shown(best.hours.value)} hours for ${shown(best.cost.value)} dollars; ${run.gpuCount} × ${gpu.name} took ${shown(hours)} hours and ${shown(costNow.value)} dollars.${best.hazard ? ` Its hours have ${percent(best.interruptions.value - 1)} of interruptions, checkpoints and restarts in them.` : ''}${without}`,
    target: null,
    saves: best.saves,
    confidence: fact(
      confidenceOf(best, costNow),
      '1',
      'ESTIMATED',
      best.isSame
        ? sameSource(best)
        : `chance that it is cheaper, were both speeds as far off as the training estimator is (median ${TRAINING_ERROR.medianAbsLog} of |ln|)`,
    ),
    steps: [
      `Rent ${name} (${option.billing === 'SPOT' ? 'spot' : 'on demand'}).`,
      'Run a hundred steps there and compare tokens a second before the whole run is moved.',
    ],
    risk: best.isSame ? 'LOW' : isSlower || option.billing === 'SPOT' ? 'HIGH' : 'MEDIUM',
    risks: [
      ...(isSlower ? [`It takes ${shown(-best.saves.hours.value)} hours longer.`] : []),
      ...(option.billing === 'SPOT'
        ? [
            'Spot machines are taken back: the hours are as expected with a checkpoint of two minutes and a restart of five, and without the wait for another machine.',
          ]
        : []),
      ...(best.isSame
        ? []
        : [
            'Speeds are estimated for full training of a transformer: data loading, other models and slow networks change them.',
          ]),
      'Prices are of this moment.',
    ],
    evidence: [
      { name: 'cost now', figure: costNow },
      { name: 'cost there', figure: best.cost },
      { name: 'hours there', figure: best.hours },
      { name: 'price there', figure: option.rented.price },
      ...(best.hazard ? [{ name: 'hours on the machine for each of work', figure: best.interruptions }] : []),
      {
        name: 'GPUs compared',
        figure: fact(options.length, 'GPUs', 'OBSERVED', 'GPUs and billings on offer that hold the model'),
      },
    ],
    alternatives: others.slice(0, MOST_SHOWN).map((tier) => ({
      title: `${nameOf(tier.option)}: ${shown(tier.cost.value)} dollars, ${shown(tier.hours.value)} hours, ${percent(confidenceOf(tier, costNow))} sure to be cheaper`,
      saves: tier.saves,
    })),
  };
}

function tierOf(
  option: TrainingOption,
  now: { readonly hours: Figure; readonly speed: Figure; readonly interruptions: Figure },
  costNow: Figure,
  { gpu, hazard }: { readonly gpu: Gpu; readonly hazard: PlannedHazard | null },
): Tier {
  const { rented, tokensPerSecond } = option;
  const interruptions = factorOf(hazard, rented.machines);
  const hours = derived(
    HOURS_THERE,
    {
      hours: now.hours,
      speedNow: now.speed,
      speedThere: tokensPerSecond,
      interruptionsThere: interruptions,
      interruptionsNow: now.interruptions,
    },
    'h',
    SUM,
  );
  const cost = derived(
    COST_THERE,
    { hoursThere: hours, gpus: rented.rentedGpus, pricePerGpuHour: rented.price },
    'USD',
    SUM,
  );
  return {
    option,
    hours,
    cost,
    saves: {
      cost: derived(LESS, { now: costNow, there: cost }, 'USD', SUM),
      hours: derived(LESS, { now: now.hours, there: hours }, 'h', SUM),
    },
    isSame: option.gpu.slug === gpu.slug,
    hazard,
    interruptions,
  };
}

function factorOf(hazard: PlannedHazard | null, machines: number): Figure {
  if (!hazard) return fact(1, '1', 'ASSUMED', 'no interruption that is known');
  return interruptionsOf(USUAL_CHECKPOINTS, hazard, machines).factor;
}

/** Sure but for interruptions, of which the bound of the rate tells. */
const SURE_AT_BOUND = 0.9;
const UNSURE = 0.5;

function sameSource({ hazard }: Tier): string {
  return hazard
    ? `the same GPU at another price: ${SURE_AT_BOUND} where it is cheaper at the highest rate of interruptions too, else ${UNSURE}`
    : 'the same GPU at another price: no estimate of speed is in it';
}

function sureOfSame({ cost, hazard, interruptions, option }: Tier, costNow: Figure): number {
  if (!hazard) return 1;
  const { lowMtbiHours } = hazard;
  if (lowMtbiHours === null || !(lowMtbiHours > 0)) return UNSURE;
  const worst = factorOf({ ...hazard, mtbiHours: lowMtbiHours }, option.rented.machines);
  return (cost.value * worst.value) / interruptions.value < costNow.value ? SURE_AT_BOUND : UNSURE;
}

/** Two estimates of speed are in it, the run’s own GPU’s and the other’s. */
function confidenceOf(tier: Tier, costNow: Figure): number {
  const { cost, isSame } = tier;
  return isSame
    ? sureOfSame(tier, costNow)
    : normalShare(Math.log(costNow.value / cost.value) / (SIGMA * Math.SQRT2));
}

function nameOf({ gpu, rented }: TrainingOption): string {
  return `${rented.rentedGpus.value} × ${gpu.name}`;
}
