import { clouds, type Cloud } from '#catalog/cloud-skus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { comparatorOf, type CloudOption, type Comparator } from '#market/cloud-comparator.ts';
import type { CloudQuote } from '#market/store-cloud-quotes.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { fewestGpus, placedOn } from './training-placement.ts';
import { lackingOf, runOf, type TrainingOption } from './training-option.ts';
import type { TrainingQuestion } from './training-question.ts';
import { speedFigures } from './training-speed-figures.ts';

/** The same run at one of the large clouds, on demand; figures are null where there is no price to compare. */
export type CloudTraining = Comparator & {
  readonly comparedGpu: Gpu | null;
  readonly hours: Figure | null;
  readonly cost: Figure | null;
  /** Percent of the cost there that is saved here. */
  readonly saving: Figure | null;
};

const RATE = formula('pricePerInstanceHour / gpusOfInstance');
const SAVING = formula('100 * (1 - costHere / costThere)');

export function cloudTrainings(
  question: TrainingQuestion,
  option: TrainingOption,
  quotes: readonly CloudQuote[],
  at: Instant,
): CloudTraining[] {
  return clouds.map((cloud) => cloudTraining(question, option, cloud, quotes, at));
}

function cloudTraining(
  question: TrainingQuestion,
  { gpu, rented, cost: here }: TrainingOption,
  cloud: Cloud,
  quotes: readonly CloudQuote[],
  at: Instant,
): CloudTraining {
  const gpuCount = rented.gpus.value;
  const comparator = comparatorOf(cloud, quotes, { gpu, gpuCount, billing: 'ON_DEMAND', at });
  const { option } = comparator;
  const comparedGpu = (option && gpuBySlug(option.gpu)) ?? null;
  const none = { ...comparator, comparedGpu, hours: null, cost: null, saving: null };
  if (!option || !comparedGpu) return none;
  const run = runThere(question, comparedGpu, option, gpuCount);
  if (typeof run === 'string') return { ...none, reason: `${comparator.reason} ${run}` };
  const saving = derived(SAVING, { costHere: here.figure, costThere: run.cost }, '%', {
    source: 'its inputs',
  });
  return { ...none, hours: run.hours, cost: run.cost, saving };
}

/** The cloud's GPU trains at its own speed, and has to hold the model too. GPUs are paid for by the share of instances. */
function runThere(question: TrainingQuestion, gpu: Gpu, option: CloudOption, gpuCount: number) {
  const lacking = lackingOf(question, gpu);
  if (lacking !== null) return lacking;
  const least = placedOn(question, gpu, gpuCount).shortGb === 0 ? gpuCount : fewestGpus(question, gpu);
  if (least === undefined) return `The ${gpu.name} is too small for it in any number.`;
  const { asked } = placedOn(question, gpu, least);
  const speed = speedFigures(question, gpu, asked.recomputation === 'FULL');
  if (!speed) return `The catalog has no rate of the ${gpu.name}’s matrix units.`;
  const gpus = fact(least, 'GPUs', 'DERIVED', 'as many as here, or as few as hold it there');
  return runOf(question, { rentedGpus: gpus, gpus, price: priceThere(option), machines: 1 }, speed, null);
}

function priceThere({ pricePerInstanceHour, gpuCount, basis, source, sku, observedAt }: CloudOption): Figure {
  const where = `${source}: ${sku}, ${formatInstant(observedAt)}`;
  return derived(
    RATE,
    {
      pricePerInstanceHour: fact(usdAsFloat(pricePerInstanceHour), 'USD/h', basis, where),
      gpusOfInstance: fact(gpuCount, 'GPUs', 'CATALOG', sku),
    },
    'USD/h',
  );
}
