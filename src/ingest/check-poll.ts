import { absurdPrice } from '#catalog/price-floor.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import type { PollResult } from '#providers/provider.ts';
import { lawful, reject } from '#units/quote-laws.ts';
import type { Quote, Reject } from '#units/quote.ts';

/** Moves quotes that break a law, or whose price no such GPU can have, from a poll's quotes to its rejects. */
export function checkPoll(result: PollResult): PollResult {
  const absurd: Reject[] = [];
  const { quotes, rejects } = lawful(result.quotes);
  const sane = quotes.filter((quote) => {
    const detail = absurdity(quote);
    if (detail !== null) absurd.push(reject('ABSURD_PRICE', detail, quote));
    return detail === null;
  });
  return { ...result, quotes: sane, rejects: [...result.rejects, ...rejects, ...absurd] };
}

function absurdity(quote: Quote): string | null {
  const match = resolveGpu(quote.gpuName, { vramMb: quote.traits.vramMb });
  return match.kind === 'MAPPED' ? absurdPrice(match.gpu, quote.price) : null;
}
