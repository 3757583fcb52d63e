import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { SECOND_MS } from '#units/time.ts';

/**
 * Computes what many readers ask at once only once: for a second at most, and anew as soon as the market has
 * changed. What a second may hide is the passing of it, and what changes no price: an import, a
 * provider's last word.
 */
export function shareForNow<T>(
  { shared, tail }: Pick<Context, 'shared' | 'tail'>,
  question: readonly unknown[],
  { at, asOf }: Moment,
  compute: () => Promise<T>,
): Promise<T> {
  const second = Math.floor(at / SECOND_MS);
  return shared.once(JSON.stringify([...question, asOf, second]), tail.position, compute);
}
