import { derived, given, type Figure } from '#units/figure.ts';
import { formula, type Formula } from '#units/formula.ts';
import type { JudgedRun, Saving } from './recommendation.ts';

const COST = formula('hoursSaved * gpus * pricePerGpuHour');
const SUM = { source: 'its inputs' } as const;

/** A saving of hours of a run, and the dollars they are at its price. */
export function savingOf(
  { gpuCount, price }: Pick<JudgedRun, 'gpuCount' | 'price'>,
  how: Formula,
  inputs: Readonly<Record<string, Figure>>,
): Saving {
  const hours = derived(how, inputs, 'h', SUM);
  if (!price) return { hours, cost: null };
  const gpus = given(gpuCount, 'GPUs');
  return { hours, cost: derived(COST, { hoursSaved: hours, gpus, pricePerGpuHour: price }, 'USD', SUM) };
}

/** "12.3", "0.00042": three digits are enough to read. */
export function shown(value: number): string {
  const digits = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return digits.toLocaleString('en', { maximumFractionDigits: 12 });
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
