import type { PollResult } from '#providers/provider.ts';
import { lawful } from '#units/quote-laws.ts';

/** Moves quotes that break a law from a poll's quotes to its rejects. */
export function checkPoll(result: PollResult): PollResult {
  const { quotes, rejects } = lawful(result.quotes);
  return { ...result, quotes, rejects: [...result.rejects, ...rejects] };
}
