import { assert, integer, maxSafeInteger, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demoMarket, marketAt } from '#demo/market.ts';
import type { DemoOffer, OfferState } from '#demo/offer.ts';
import { PLACES } from '#demo/places.ts';
import type { Quote } from '#units/quote.ts';
import { DAY_MS, instant, parseInstant, plusMs, type Instant } from '#units/time.ts';

const SEED = 1;
const NOON = parseInstant('2026-11-21T12:00:00Z')!;
const market = demoMarket(SEED);

const anInstant = integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) }).map((ms) => instant(ms));

const nameOf = ({ provider, facts }: DemoOffer) => `${provider} ${facts.key} ${facts.billing}`;

/** What an offer must not say, each with its name. */
function faultsOf(offer: DemoOffer, { price, stock }: OfferState): string[] {
  const { gpuCount, traits, reliability } = offer.facts;
  const units = stock.kind === 'UNITS' ? stock.units : [];
  const laws: Record<string, boolean> = {
    'a price in whole micro-dollars, up to 40 USD':
      Number.isSafeInteger(price) && price > 0 && price < 40_000_000,
    'a GPU or more': Number.isInteger(gpuCount) && gpuCount > 0,
    'its memory': traits.vramMb !== undefined && traits.vramMb >= 8192,
    'a reliability of 0 to 1': reliability === null || (reliability > 0 && reliability <= 1),
    'units in whole blocks of its size': units.length % gpuCount === 0,
    'units, or else a count of none': stock.kind === 'UNITS' ? units.length > 0 : true,
    'no count but none': stock.kind !== 'COUNT' || stock.count === 0,
    'each unit once': new Set(units).size === units.length,
    'units of its own machine': units.every((unit) => unit.startsWith(`${traits.machine}-`)),
  };
  return Object.entries(laws).flatMap(([law, kept]) => (kept ? [] : [`${nameOf(offer)}: not ${law}`]));
}

function machinesAt(at: Instant): Quote[][] {
  const quotes = marketAt(market, at).filter(
    ({ traits, billing }) => traits.machine !== undefined && billing === 'ON_DEMAND',
  );
  return [...Map.groupBy(quotes, ({ traits }) => traits.machine).values()];
}

const unitsOf = ({ stock }: Quote) => (stock.kind === 'UNITS' ? stock.units : []);

describe('the simulated market', () => {
  test('has 25 GPUs or more on 8 places and 3 providers, in at most 1,500 offers', () => {
    const { offers } = market;
    const providers = Map.groupBy(offers, ({ provider }) => provider);
    expect([...providers.keys()]).toEqual(['sim-marketplace', 'sim-cloud', 'sim-hyperscaler']);
    expect(PLACES.length).toBe(8);
    for (const own of providers.values())
      expect(new Set(own.map(({ facts }) => facts.regionName)).size).toBe(PLACES.length);
    // One provider's names are one GPU each; across providers the same GPU has several.
    const hosted = providers.get('sim-marketplace')!.map(({ facts }) => facts.gpuName);
    expect(new Set(hosted).size).toBeGreaterThanOrEqual(25);
    expect(offers.map(({ facts }) => facts.gpuName)).toContain('AMD Instinct MI300X OAM');
    expect(offers.length).toBeLessThanOrEqual(1500);
    expect(offers.length).toBeGreaterThan(800);
  });

  test('is the same for a seed and an instant, whatever was asked before', () => {
    const fresh = marketAt(demoMarket(SEED), NOON);
    for (const ms of [-DAY_MS, 3000, 40 * DAY_MS]) marketAt(market, plusMs(NOON, ms));
    expect(marketAt(market, NOON)).toStrictEqual(fresh);
  });

  test('is another for another seed, and refuses a seed that is not a whole number', () => {
    expect(marketAt(demoMarket(2), NOON)).not.toStrictEqual(marketAt(market, NOON));
    expect(() => demoMarket(0.5)).toThrow('a seed is a whole number, not 0.5');
  });

  test('names each offer once, and each machine, for every seed', () => {
    assert(
      property(maxSafeInteger(), (seed) => {
        const { offers } = demoMarket(seed);
        expect(new Set(offers.map(nameOf)).size).toBe(offers.length);
        const machines = offers
          .filter(({ facts }) => facts.traits.machine !== undefined && facts.gpuCount === 1)
          .filter(({ facts }) => facts.billing === 'ON_DEMAND')
          .map(({ facts }) => facts.traits.machine);
        expect(new Set(machines).size).toBe(machines.length);
        expect(machines.length).toBeGreaterThan(150);
      }),
      { numRuns: 20 },
    );
  });

  test('quotes lawfully at any instant', () => {
    assert(
      property(anInstant, (at) => {
        expect(market.offers.flatMap((offer) => faultsOf(offer, offer.at(at, 'FULL')))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('lists a machine in overlapping sizes of the same GPUs, at one price', () => {
    assert(
      property(anInstant, (at) => {
        const machines = machinesAt(at);
        expect(machines.length).toBeGreaterThan(150);
        expect(machines.filter((sizes) => new Set(sizes.map(({ price }) => price)).size > 1)).toEqual([]);
        const unlike = machines.filter((sizes) => {
          const free = new Set(sizes.filter(({ gpuCount }) => gpuCount === 1).flatMap(unitsOf));
          return !sizes.flatMap(unitsOf).every((unit) => free.has(unit));
        });
        expect(unlike).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('asks no more for a bid than for the same GPUs on demand', () => {
    const onDemand = new Map(
      market.offers
        .filter(({ facts }) => facts.billing === 'ON_DEMAND')
        .map((offer) => [`${offer.provider} ${offer.facts.key}`, offer]),
    );
    const spot = market.offers.filter(({ facts }) => facts.billing === 'SPOT');
    assert(
      property(anInstant, (at) => {
        const dear = spot.filter((offer) => {
          const sure = onDemand.get(`${offer.provider} ${offer.facts.key}`)!;
          return offer.at(at, 'FULL').price > sure.at(at, 'FULL').price;
        });
        expect(dear.map(nameOf)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test.each(['2026-11-21T12:00:00Z', '2026-03-01T03:00:00Z'])(
    'changes 3 to 5.2 times in 3 seconds from %s on, never all at once',
    (from) => {
      const ticks = 400;
      const changes = Array.from({ length: ticks }, () => 0);
      for (const offer of market.offers) {
        let held = offer.at(parseInstant(from)!, 'FULL');
        for (let tick = 0; tick < ticks; tick++) {
          const next = offer.at(plusMs(parseInstant(from)!, (tick + 1) * 3000), 'FULL');
          const same =
            next.listed === held.listed &&
            (!next.listed || (next.price === held.price && next.stock === held.stock));
          changes[tick]! += same ? 0 : 1;
          held = next;
        }
      }
      const mean = changes.reduce((sum, count) => sum + count, 0) / ticks;
      expect(mean).toBeGreaterThan(3);
      // 150,000 a day.
      expect(mean).toBeLessThan(5.2);
      expect(Math.max(...changes)).toBeLessThan(30);
    },
  );

  test('keeps an on-demand price for hours', () => {
    const offers = market.offers.filter(
      ({ provider, facts }) => provider === 'sim-marketplace' && facts.billing === 'ON_DEMAND',
    );
    const hours = 96;
    const changes = offers.map(({ at }) => {
      const prices = Array.from(
        { length: hours },
        (_, hour) => at(plusMs(NOON, hour * 3_600_000), 'FULL').price,
      );
      return prices.filter((price, hour) => hour > 0 && price !== prices[hour - 1]).length;
    });
    const hoursBetween = (offers.length * hours) / changes.reduce((sum, count) => sum + count, 0);
    expect(hoursBetween).toBeGreaterThan(6);
    expect(hoursBetween).toBeLessThan(72);
  });
});
