import { lawful } from '#units/quote-laws.ts';
import type { Quote, Reject } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { ProviderError, type PollResult } from './provider.ts';

/**
 * Closes a poll: puts the quotes to the laws and adds what fails to the rejects.
 *
 * Whatever a poll does not list is taken as no longer on offer, so a poll that would empty a whole
 * market is not believed: where no row was sent, or none could be used, it throws a MALFORMED
 * ProviderError, which carries the rejects. The market's last good quotes then stay, and go stale.
 */
export function pollResult(poll: {
  readonly name: string;
  readonly observedAt: Instant;
  readonly seen: number;
  readonly quotes: readonly Quote[];
  readonly rejects: readonly Reject[];
}): PollResult {
  const { name, observedAt, seen } = poll;
  if (seen === 0)
    throw new ProviderError(
      'MALFORMED',
      `${name} sent an empty list, which is not believed of a whole market`,
    );
  const judged = lawful(poll.quotes);
  const rejects = [...poll.rejects, ...judged.rejects];
  const [first] = rejects;
  if (judged.quotes.length === 0)
    throw new ProviderError(
      'MALFORMED',
      `${name} sent ${seen} rows and no usable price${first ? `, the first: ${first.reason} ${first.detail}` : ''}`,
      { rejects },
    );
  return { observedAt, quotes: judged.quotes, rejects, seen };
}
