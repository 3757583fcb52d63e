import { most } from '#analytics/bisection.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { derived, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { cannotSplit, gpusOf, isHeld, needFor, type MemoryLoad } from './memory-load.ts';
import { usableFigure, type MemoryNeed } from './memory-need.ts';
import { remediesFor } from './memory-remedies.ts';
import type { FittingRemedy } from './remedy.ts';

/** Whether each of so many GPUs holds its part. */
export type MemoryFit = {
  readonly load: MemoryLoad;
  readonly gpu: Gpu;
  readonly share: number;
  readonly need: MemoryNeed;
  readonly usable: Figure;
  readonly fits: boolean;
};

export type DoesNotFit = {
  readonly reason: 'DOES_NOT_FIT' | 'NOT_DIVISIBLE';
  readonly message: string;
  /** Null where it is not for memory. */
  readonly shortBy: Figure | null;
  readonly remedies: readonly FittingRemedy[];
};

export function memoryFit(load: MemoryLoad, gpu: Gpu, share: number): MemoryFit {
  const usable = usableFigure(gpu, share, share === USABLE_SHARE);
  return { load, gpu, share, need: needFor(load), usable, fits: isHeld(load, gpu, share) };
}

const SHORT = formula('need - usable');

/** Why not, and what would; null where it fits. */
export function doesNotFit({ load, gpu, share, need, usable, fits }: MemoryFit): DoesNotFit | null {
  if (fits) return null;
  const remedies = remediesFor(load, gpu, share);
  const indivisible = cannotSplit(load);
  const count = gpusOf(load);
  const words = remedies.map(({ to }) => to).join('; ');
  const advice = words === '' ? 'No change tried makes it fit.' : `What would fit: ${words}.`;
  if (indivisible !== null)
    return { reason: 'NOT_DIVISIBLE', message: `${indivisible} ${advice}`, shortBy: null, remedies };
  const shortBy = derived(SHORT, { need: need.total, usable }, 'GB', {
    source: 'what it takes, less what can be planned with',
  });
  const each = count === 1 ? '' : ` on each of ${count} GPUs`;
  const what = `${load.model.name} takes ${gb(need.total)}${each}, ${gb(shortBy)} more than the ${gb(usable)} that can be planned with of ${gpu.name}.`;
  return { reason: 'DOES_NOT_FIT', message: `${what} ${advice}`, shortBy, remedies };
}

/** To a tenth, but never so that something short reads as nothing. */
function gb({ value }: Figure): string {
  return `${value < 0.1 ? value.toPrecision(1) : value.toFixed(1)} GB`;
}

/** The longest sequences that fit with everything else as asked; 0 where none do. */
export function longestContext({ load, gpu, share }: MemoryFit): number {
  const { contextTokens } = load.model.shape;
  return most(contextTokens, (tokens) =>
    isHeld(
      load.kind === 'SERVING'
        ? { ...load, asked: { ...load.asked, contextTokens: tokens } }
        : { ...load, asked: { ...load.asked, sequenceTokens: tokens } },
      gpu,
      share,
    ),
  );
}

/** No machine holds more at once than this, whatever its memory. */
const MOST_SEQUENCES = 1_000_000;

/** The most sequences that fit on it (in training: on each GPU) with everything else as asked; 0 where none do. */
export function mostSequences({ load, gpu, share }: MemoryFit): number {
  return most(MOST_SEQUENCES, (sequences) =>
    isHeld(
      load.kind === 'SERVING'
        ? { ...load, asked: { ...load.asked, sequences } }
        : { ...load, asked: { ...load.asked, microBatch: sequences } },
      gpu,
      share,
    ),
  );
}
