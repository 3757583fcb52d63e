import type { Provider } from '#providers/provider.ts';
import { demoMarket, quoteOf } from './market.ts';
import type { DemoProviderId } from './offer.ts';

/** Three seconds: a ticker that ticks, and a day of changes that a laptop's database holds. */
const CADENCE_MS = 3000;

const NAMES: Readonly<Record<DemoProviderId, string>> = {
  'sim-marketplace': 'Simulated Marketplace',
  'sim-cloud': 'Simulated Cloud',
  'sim-hyperscaler': 'Simulated Hyperscaler',
};

/**
 * The simulated market as providers to poll. A poll asks nothing of the network: it tells what the
 * market of that seed lists at the instant the context's clock says.
 */
export function createDemoProviders({
  seed,
  cadenceMs = CADENCE_MS,
}: {
  seed: number;
  cadenceMs?: number;
}): readonly Provider[] {
  const { offers } = demoMarket(seed);
  return Object.entries(NAMES).map(([id, name]): Provider => {
    const own = offers.filter((offer) => offer.provider === id);
    return {
      id,
      name,
      source: `simulation, seed ${seed}`,
      simulated: true,
      cadenceMs,
      poll: async ({ now, signal }) => {
        signal.throwIfAborted();
        const observedAt = now();
        const quotes = own.flatMap((offer) => {
          const state = offer.at(observedAt, 'FULL');
          return state.listed ? [quoteOf(offer, state)] : [];
        });
        return { observedAt, quotes, rejects: [], seen: quotes.length };
      },
    };
  });
}
