import { checkAboveZero, checkDuration, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import { batchGain, quantisedGb, servedGb, type AskedChecklist } from './checklist-asked.ts';
import { askedModel, ModelInput } from './graph-model-input.ts';
import { RentalInput } from './graph-rental.ts';
import { WeightFormatEnum } from './graph-memory-input.ts';
import { rentalOf, type Rental } from './rental.ts';

const ChecklistBatchInput = builder.inputType('ChecklistBatchInput', {
  description: 'How many requests are decoded at once.',
  fields: (t) => ({
    now: t.int({ required: true, defaultValue: 1, description: 'Now, on one machine: 1 to 1024.' }),
    possible: t.int({ required: true, description: 'If they were gathered: 1 to 1024.' }),
  }),
});

export const SavingsChecklistInput = builder.inputType('SavingsChecklistInput', {
  description: 'What is run now. The more of it is told, the more measures have a figure.',
  fields: (t) => ({
    rental: t.field({
      type: RentalInput,
      required: true,
      description:
        'One machine of what is rented: its GPU is needed. With provider, region or a price of your own, what others ask can be compared.',
    }),
    machines: t.int({ required: true, defaultValue: 1, description: 'Such machines: 1 to 10000.' }),
    hours: t.float({
      required: true,
      defaultValue: 730,
      description: 'Hours a month that each is paid for: above 0, at most 744.',
    }),
    useCase: t.string({
      required: true,
      defaultValue: 'unknown',
      description:
        'What it is for, in your words ("production API", "fine-tuning"): decides whether spot will do.',
    }),
    model: t.field({ type: ModelInput, description: 'The language model it serves.' }),
    format: t.field({
      type: WeightFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the model’s weights are stored now.',
    }),
    neededVramGb: t.float({
      description: 'Memory the work needs on one machine, in gigabytes, where no model tells it: above 0.',
    }),
    busyHours: t.float({ description: 'Hours of the month in which anything is done: 0 to `hours`.' }),
    coldStartsPerMonth: t.float({
      required: true,
      defaultValue: 30,
      description: 'Cold starts of each machine if it stopped while idle, 45 seconds each: 0 to 100000.',
    }),
    cacheHitShare: t.float({ description: 'Share of requests that were asked before: 0 to 1.' }),
    batch: t.field({ type: ChecklistBatchInput, description: 'How many requests could be decoded at once.' }),
    checkpointInterval: t.field({
      type: 'Duration',
      description: 'How often work is saved now: above 0, at most 30 days.',
    }),
    spotMtbiHours: t.float({
      required: true,
      defaultValue: 24,
      description: 'Mean hours between interruptions of a spot machine, as you assume them: 0.1 to 1000000.',
    }),
  }),
});

type Input = typeof SavingsChecklistInput.$inferInput;

/** What is run, with its price. Throws BAD_USER_INPUT for what cannot be; no price is told with its absence. */
export async function askedChecklist(
  input: Input,
  context: Context,
  moment: Moment,
): Promise<{ readonly rental: Rental; readonly asked: AskedChecklist | null }> {
  const { machines, hours, busyHours, cacheHitShare, spotMtbiHours, neededVramGb, batch } = input;
  checkWithin('machines', machines, 1, 10_000);
  checkAboveZero('hours', hours, 744);
  if (busyHours != null) checkWithin('busyHours', busyHours, 0, hours);
  if (cacheHitShare != null) checkWithin('cacheHitShare', cacheHitShare, 0, 1);
  checkWithin('coldStartsPerMonth', input.coldStartsPerMonth, 0, 100_000);
  checkWithin('spotMtbiHours', spotMtbiHours, 0.1, 1e6);
  if (batch) {
    checkWithin('batch.now', batch.now, 1, 1024);
    checkWithin('batch.possible', batch.possible, 1, 1024);
  }
  if (input.checkpointInterval != null)
    checkDuration('checkpointInterval', input.checkpointInterval, { least: 1, most: 30 * DAY_MS });
  if (neededVramGb != null && !(neededVramGb > 0))
    throw badInput('neededVramGb', '`neededVramGb` is above 0.');
  const model = input.model ? askedModel(input.model) : null;
  const rental = await rentalOf(input.rental, context, moment);
  const { gpu, gpuCount, price } = rental;
  if (!gpu) throw badInput('rental', 'Say which `gpu` is rented: what others ask for it is compared.');
  if (!price) return { rental, asked: null };
  const weightBits = WEIGHT_BITS[input.format];
  const count = given(machines, 'machines');
  const asked: AskedChecklist = {
    gpu,
    gpuCount: gpuCount.value,
    billing: input.rental.billing,
    useCase: input.useCase,
    figures: {
      machines: count,
      gpus: derived(formula('machines * gpuCount'), { machines: count, gpuCount }, 'GPUs'),
      hours: given(hours, 'h'),
      price,
    },
    spotMtbi:
      spotMtbiHours === 24
        ? fact(24, 'h', 'ASSUMED', 'a spot machine interrupted once a day')
        : given(spotMtbiHours, 'h'),
    busyHours: optional(busyHours, 'h'),
    coldStarts: given(input.coldStartsPerMonth, '1'),
    cacheHitShare: optional(cacheHitShare, '1'),
    checkpointInterval:
      input.checkpointInterval == null ? null : given(input.checkpointInterval / HOUR_MS, 'h'),
    neededGb: optional(neededVramGb, 'GB') ?? (model && servedGb(model, weightBits)),
    quantisedGb: model && quantisedGb(model),
    batchGain: model && batch ? batchGain(model, { gpu, gpuCount: gpuCount.value, weightBits }, batch) : null,
  };
  return { rental, asked };
}

function optional(value: number | null | undefined, unit: string): Figure | null {
  return value == null ? null : given(value, unit);
}
