import { badInput } from '#graph/errors.ts';
import { DAY_MS, instant, plusMs, type Instant } from '#units/time.ts';

/** A period as GraphQL hands it over: one of the two is given. */
export type PeriodAsked = {
  readonly last?: number | null | undefined;
  readonly between?: { readonly from: Instant; readonly to: Instant } | null | undefined;
};

const LONGEST_MS = 3660 * DAY_MS;

/** A stretch from an instant on, and before another. */
export type Stretch = { readonly from: Instant; readonly to: Instant };

/** The stretch that is meant, up to `now` at most, that instant included. Throws BAD_USER_INPUT for one that is none. */
export function stretchOf({ last, between }: PeriodAsked, now: Instant): Stretch {
  const to = plusMs(now, 1);
  if (between) {
    if (between.to <= between.from) {
      throw badInput(
        'period',
        '`to` is not after `from`: a period goes from the earlier to the later instant.',
      );
    }
    if (between.from > now) throw badInput('period', 'That period has not begun: ask for one up to now.');
    return { from: between.from, to: instant(Math.min(between.to, to)) };
  }
  const length = last ?? DAY_MS;
  if (!(length > 0 && length <= LONGEST_MS)) {
    throw badInput('period', 'A period is longer than nothing and at most P3660D: P7D, or P365D for a year.');
  }
  return { from: instant(Math.max(now - length, 0)), to };
}
