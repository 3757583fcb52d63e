import { microUsd } from '#units/money.ts';
import type { Quote } from '#units/quote.ts';
import { instant, type Instant } from '#units/time.ts';

/** A lawful quote; what a test cares about is given. */
export function quote(given: Partial<Quote> & { readonly usd?: number } = {}): Quote {
  const { usd = 0.4, ...rest } = given;
  return {
    key: 'm1x1',
    gpuName: 'RTX 4090',
    gpuCount: 1,
    regionName: 'Czechia, CZ',
    tier: 'VERIFIED',
    billing: 'ON_DEMAND',
    price: microUsd(Math.round(usd * 1e6)),
    stock: { kind: 'COUNT', count: 1 },
    reliability: 0.99,
    traits: {},
    ...rest,
  };
}

/** An instant some seconds after a fixed start. */
export function at(seconds: number): Instant {
  return instant(Date.UTC(2026, 0, 31, 12) + seconds * 1000);
}
