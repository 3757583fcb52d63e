import { absurdPrice } from '#catalog/price-floor.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import type { PollResult } from '#providers/provider.ts';
import { lawful } from '#units/quote-laws.ts';
import type { Quote, Reject } from '#units/quote.ts';

/** Moves what breaks a law of quotes, or of physics, from a poll's quotes to its rejects. */
export function checkPoll(result: PollResult): PollResult {
  const { quotes, rejects } = lawful(result.quotes);
  const absurd: Reject[] = [];
  const sane = quotes.filter((quote) => {
    const detail = absurdity(quote);
    if (detail) absurd.push({ reason: 'ABSURD_PRICE', detail, raw: JSON.stringify(quote) });
    return !detail;
  });
  return { ...result, quotes: sane, rejects: [...result.rejects, ...rejects, ...absurd] };
}

function absurdity(quote: Quote): string | null {
  const match = resolveGpu(quote.gpuName, { vramMb: quote.traits.vramMb });
  return match.kind === 'MAPPED' ? absurdPrice(match.gpu, quote.price) : null;
}
