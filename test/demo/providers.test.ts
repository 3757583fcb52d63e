import { describe, expect, test } from 'vitest';
import { marketAt, demoMarket } from '#demo/market.ts';
import { createDemoProviders } from '#demo/providers.ts';
import { parseInstant, plusMs, type Instant } from '#units/time.ts';

const NOON = parseInstant('2026-11-21T12:00:00Z')!;

const context = (at: Instant, signal = new AbortController().signal) => ({
  fetch: () => Promise.reject(new Error('the simulated market asks nothing of the network')),
  now: () => at,
  signal,
});

describe('the simulated providers', () => {
  const providers = createDemoProviders({ seed: 7 });

  test('say that they are simulated, and by what', () => {
    expect(providers.length).toBe(3);
    for (const provider of providers) {
      expect(provider.id).toMatch(/^sim-[a-z]+$/);
      expect(provider.name).toMatch(/^Simulated [A-Z]/);
      expect(provider.source).toBe('simulation, seed 7');
      expect(provider.simulated).toBe(true);
      expect(provider.cadenceMs).toBe(3000);
    }
    expect(createDemoProviders({ seed: 7, cadenceMs: 500 })[0]?.cadenceMs).toBe(500);
  });

  test('list together what the market of their seed lists at the instant of the clock', async () => {
    for (const at of [NOON, plusMs(NOON, 86_399_999)]) {
      const polled = await Promise.all(providers.map((provider) => provider.poll(context(at))));
      for (const { observedAt, quotes, rejects, seen } of polled) {
        expect(observedAt).toBe(at);
        expect(rejects).toEqual([]);
        expect(seen).toBe(quotes.length);
        expect(seen).toBeGreaterThan(50);
      }
      expect(polled.flatMap(({ quotes }) => quotes)).toStrictEqual([...marketAt(demoMarket(7), at)]);
    }
  });

  test('go on after a restart as if there had been none', async () => {
    const later = plusMs(NOON, 5_000_000);
    for (const [index, provider] of providers.entries()) {
      await provider.poll(context(NOON));
      const restarted = createDemoProviders({ seed: 7 })[index]!;
      expect(await restarted.poll(context(later))).toStrictEqual(await provider.poll(context(later)));
    }
  });

  test('do not poll once the poll is ended', async () => {
    for (const provider of providers)
      await expect(provider.poll(context(NOON, AbortSignal.abort(new Error('shutdown'))))).rejects.toThrow(
        'shutdown',
      );
  });
});
