import { describe, expect, test } from 'vitest';
import { demoHistory, demoHistoryOffers, type DemoChange } from '#demo/history.ts';
import { marketAt, demoMarket } from '#demo/market.ts';
import { DAY_MS, HOUR_MS, parseInstant, plusMs, type Instant } from '#units/time.ts';

const TO = parseInstant('2026-11-21T12:00:00Z')!;
const FROM = plusMs(TO, -45 * DAY_MS);

const nameOf = (of: { provider: string; key: string; billing: string }) =>
  `${of.provider} ${of.key} ${of.billing}`;
const saidBy = ({ price, stock, listed }: DemoChange) => JSON.stringify([price, stock, listed]);

/** Changes that are none: not later, the same again, not listed and yet at a new price, unlisted at first. */
function faultsIn(changes: readonly DemoChange[]): DemoChange[] {
  const held = new Map<string, DemoChange>();
  return changes.filter((change) => {
    const before = held.get(nameOf(change));
    held.set(nameOf(change), change);
    if (!before) return !change.listed;
    const moved = change.price !== before.price || change.stock !== before.stock;
    return (
      change.observedAt <= before.observedAt ||
      saidBy(change) === saidBy(before) ||
      (!change.listed && moved) ||
      (!change.listed && !before.listed)
    );
  });
}

/** What each offer says at an instant, from its changes. */
function heldAt(changes: Iterable<DemoChange>, at: Instant): Map<string, DemoChange> {
  const held = new Map<string, DemoChange>();
  for (const change of changes) if (change.observedAt <= at) held.set(nameOf(change), change);
  return held;
}

const listedOf = (held: ReadonlyMap<string, DemoChange>) =>
  [...held]
    .filter(([, { listed }]) => listed)
    .map(([name, { price, stock }]) => ({ name, price, stock }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe('the simulated past', () => {
  test.each([1, 2026])('is 45 days in at most 120,000 changes, every one a change (seed %i)', (seed) => {
    const changes = [...demoHistory({ seed, from: FROM, to: TO })];
    expect(faultsIn(changes)).toEqual([]);
    expect(changes.length).toBeLessThanOrEqual(120_000);
    expect(changes.length).toBeGreaterThan(80_000);
  });

  test.each([0, 1_234_567])('ends in what the first live poll brings (%i ms past noon)', (ms) => {
    const to = plusMs(TO, ms);
    const held = heldAt(demoHistory({ seed: 1, from: plusMs(to, -3 * DAY_MS), to }), to);
    const market = demoMarket(1);
    const live = market.offers.flatMap((offer) => {
      const { listed, price, stock } = offer.at(to, 'FULL');
      const name = nameOf({ provider: offer.provider, key: offer.facts.key, billing: offer.facts.billing });
      return listed ? [{ name, price, stock }] : [];
    });
    expect(live.length).toBe(marketAt(market, to).length);
    expect(listedOf(held)).toStrictEqual(live.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  });

  test('knows the offers of every change, with their state at the end', () => {
    const held = heldAt(demoHistory({ seed: 1, from: plusMs(TO, -2 * DAY_MS), to: TO }), TO);
    const offers = demoHistoryOffers(1, TO);
    const known = offers.map(({ provider, quote }) => nameOf({ provider, ...quote }));
    expect(new Set(known).size).toBe(offers.length);
    expect([...held.keys()].filter((name) => !known.includes(name))).toEqual([]);
    const now = offers
      .filter(({ listed }) => listed)
      .map(({ provider, quote }) => ({
        name: nameOf({ provider, ...quote }),
        price: quote.price,
        stock: quote.stock,
      }));
    expect(now.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toStrictEqual(listedOf(held));
  });

  test('tells the same of an instant wherever it begins', () => {
    const at = plusMs(TO, -6 * HOUR_MS);
    const since = (days: number) =>
      listedOf(heldAt(demoHistory({ seed: 1, from: plusMs(TO, -days * DAY_MS), to: TO }), at));
    expect(since(20)).toStrictEqual(since(2));
  });

  test('has hosts that leave and come back', () => {
    const gone = new Set<string>();
    const back = new Set<string>();
    for (const change of demoHistory({ seed: 1, from: FROM, to: TO })) {
      if (!change.listed) gone.add(nameOf(change));
      else if (gone.has(nameOf(change))) back.add(nameOf(change));
    }
    expect(gone.size).toBeGreaterThan(100);
    expect(back.size).toBeGreaterThan(0.9 * gone.size);
  });
});
