import { SECOND_MS } from '#units/time.ts';
import type { Context } from './context.ts';
import type { Moment } from './moment.ts';

type Sharing = {
  /** How old an answer may be that is given while the next is computed; 0 where all wait for that. */
  readonly keepMs?: number;
  /** How long an answer is the newest one while the market stands still: a second, unless it hardly goes by the clock. */
  readonly stillMs?: number;
  /** For what does not change with every offer: how long an answer is the newest one, whatever becomes of the market. */
  readonly everyMs?: number;
};

/**
 * Computes what many readers ask at once only once: for a second at most, or `stillMs`, and anew as soon as the market
 * has changed; or for `everyMs`.
 */
export function shareForNow<T>(
  { shared, tail }: Pick<Context, 'shared' | 'tail'>,
  question: readonly unknown[],
  { at, asOf }: Moment,
  compute: () => Promise<T>,
  { keepMs = 0, stillMs = SECOND_MS, everyMs }: Sharing = {},
): Promise<T> {
  const version =
    everyMs === undefined ? `${tail.position} ${Math.floor(at / stillMs)}` : `${Math.floor(at / everyMs)}`;
  return shared.recent(JSON.stringify([...question, asOf]), version, { now: at, keepMs }, compute);
}
