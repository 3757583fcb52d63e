import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { HOUR_MS, instant, type Instant } from '#units/time.ts';
import {
  gate,
  nameOf,
  suspectGpus,
  type AcceptedOffer,
  type GateQuote,
  type HeldPrice,
} from '#market/gate.ts';
import type { MarketPrices } from '#market/usual-price.ts';

const T0 = instant(Date.UTC(2026, 0, 31, 12));
const MINUTE = 60_000;
const NO_MARKET: ReadonlyMap<string, MarketPrices> = new Map();

const usd = (dollars: number): number => Math.round(dollars * 1e6);

function quoted(dollars: number, given: Partial<GateQuote> = {}): GateQuote {
  return { key: 'a', billing: 'ON_DEMAND', gpu: 'b200', gpuCount: 1, price: usd(dollars), ...given };
}

function knownAt(dollars: number | null, listed = true): ReadonlyMap<string, AcceptedOffer> {
  if (dollars === null) return new Map();
  const { key, billing, price } = quoted(dollars);
  return new Map([['ON_DEMAND a', { id: 7, key, billing, price, listed, held: false }]]);
}

function heldAt(dollars: number, given: Partial<HeldPrice> = {}): HeldPrice {
  const { key, billing, price } = quoted(dollars);
  return { id: 1, key, billing, price, reason: 'JUMP', heldAt: T0, lastAt: T0, ...given };
}

/** Others ask these prices for a B200; eight offers of it make the usual price. */
function marketAt(median: number, elsewhere: readonly number[] = [], offers = 8): Map<string, MarketPrices> {
  const others = elsewhere.map((dollars) => ({ provider: 'beta', price: usd(dollars) }));
  return new Map([['b200 ON_DEMAND', { offers, median: usd(median), elsewhere: others }]]);
}

describe('the gate', () => {
  it.each([
    ['an ordinary change', 5, 4.5, null],
    ['nine times the price', 0.5, 4.5, null],
    ['ten times the price', 0.5, 5, 'JUMP'],
    ['a hundredfold fall that is still a price of a B200', 50, 0.5, 'JUMP'],
    ['a B200 at a cent', 5, 0.01, 'ABSURD_PRICE'],
    ['a B200 at 900 dollars, which no bound excludes', 5, 900, 'JUMP'],
    ['a new B200 at a cent', null, 0.01, 'ABSURD_PRICE'],
    ['a new one at the usual price', null, 5, null],
    ['a new one at nine times the usual price', null, 45, null],
    ['a new one at ten times the usual price', null, 50, 'OFF_MARKET'],
    ['a new one at a tenth of the usual price', null, 0.5, 'OFF_MARKET'],
  ])('%s', (_name, before, now, reason) => {
    const { accepted, opened } = gate({
      quotes: [quoted(now)],
      known: knownAt(before),
      held: [],
      market: marketAt(5),
      observedAt: T0,
    });
    expect(opened.map((hold) => hold.reason)).toEqual(reason === null ? [] : [reason]);
    expect(accepted).toHaveLength(reason === null ? 1 : 0);
  });

  it('says in words what is wrong with a price', () => {
    const details = [
      gate({ quotes: [quoted(0.01)], known: new Map(), held: [], market: NO_MARKET, observedAt: T0 }),
      gate({ quotes: [quoted(50)], known: knownAt(0.5), held: [], market: NO_MARKET, observedAt: T0 }),
      gate({ quotes: [quoted(0.5)], known: new Map(), held: [], market: marketAt(5), observedAt: T0 }),
    ].map(({ opened }) => opened[0]?.detail);
    expect(details).toEqual([
      '0.01 USD an hour for one B200 is below 0.045, a tenth of the lowest price seen for such a GPU',
      '50.00 USD an hour for one GPU is 100 times the 0.50 this offer asked before',
      '0.50 USD an hour for one GPU is 1/10 of the 5.00 that 8 offers of such a GPU ask in the middle',
    ]);
  });

  it.each([
    ['a later poll that says about the same', 'JUMP', 50, 40, MINUTE, [], 'CONFIRMED'],
    ['the same poll told twice', 'JUMP', 50, 50, 0, [], null],
    ['a later poll that says something else', 'JUMP', 50, 90, MINUTE, [], 'DISMISSED'],
    ['a return to the accepted price', 'JUMP', 50, 0.5, MINUTE, [], 'DISMISSED'],
    ['an absurd price that repeats itself', 'ABSURD_PRICE', 0.01, 0.01, MINUTE, [], null],
    ['a jump to where the price was absurd', 'ABSURD_PRICE', 0.044, 0.05, MINUTE, [], 'DISMISSED'],
    ['another provider at about an absurd price', 'ABSURD_PRICE', 0.04, 0.04, MINUTE, [0.05], 'CONFIRMED'],
    ['another provider at another price', 'ABSURD_PRICE', 0.02, 0.02, MINUTE, [0.05], null],
  ] as const)('%s', (_name, reason, was, now, later, elsewhere, state) => {
    const { resolved, repeated } = gate({
      quotes: [quoted(now)],
      known: knownAt(0.5),
      held: [heldAt(was, { reason })],
      market: marketAt(5, elsewhere),
      observedAt: instant(T0 + later),
    });
    expect(resolved.map((one) => one.state)).toEqual(state === null ? [] : [state]);
    expect(repeated).toEqual(state === null ? [1] : []);
  });

  it('lets a price through at once that another provider asks, and holds one that only strangers ask', () => {
    const judge = (market: Map<string, MarketPrices>) =>
      gate({ quotes: [quoted(50)], known: knownAt(0.5), held: [], market, observedAt: T0 }).accepted.length;
    expect(judge(marketAt(5, [40]))).toBe(1);
    expect(judge(marketAt(5, [30]))).toBe(0);
  });

  it('takes the quotes of the poll itself for the usual price where the market has too few offers', () => {
    const others = [1, 2, 3, 4, 5].map((n) => quoted(5, { key: `n${n}` }));
    const judge = (quotes: readonly GateQuote[]) =>
      gate({ quotes, known: new Map(), held: [], market: marketAt(0.6, [], 4), observedAt: T0 }).opened;
    expect(judge([quoted(50), ...others])).toMatchObject([{ reason: 'OFF_MARKET', usualPrice: 5_000_000 }]);
    expect(judge([quoted(50), ...others.slice(1)])).toEqual([]);
  });

  it('shows an offer by its last good price for an hour, and a withdrawn or new one not at all', () => {
    const keptAfter = (ms: number, known = knownAt(5)) =>
      gate({
        quotes: [quoted(0.01)],
        known,
        held: ms === 0 ? [] : [heldAt(0.01, { reason: 'ABSURD_PRICE' })],
        market: NO_MARKET,
        observedAt: instant(T0 + ms),
      }).kept;
    expect(keptAfter(0)).toEqual([7]);
    expect(keptAfter(HOUR_MS - 1)).toEqual([7]);
    expect(keptAfter(HOUR_MS)).toEqual([]);
    expect(keptAfter(0, knownAt(5, false))).toEqual([]);
    expect(keptAfter(0, knownAt(null))).toEqual([]);
  });

  it('counts the hour from the first of several prices held in a row', () => {
    const { opened } = gate({
      quotes: [quoted(500 / 6)],
      known: knownAt(0.5),
      held: [heldAt(30)],
      market: NO_MARKET,
      observedAt: instant(T0 + MINUTE),
    });
    expect(opened).toMatchObject([{ reason: 'JUMP', heldAt: T0 }]);
  });

  it('asks for the market of new and of implausible quotes alone', () => {
    const quotes = [
      quoted(4),
      quoted(1, { key: 'new', gpu: 'h100-sxm' }),
      quoted(1, { key: 'unmapped', gpu: null }),
    ];
    expect(suspectGpus(quotes, knownAt(5))).toEqual(['h100-sxm']);
    expect(suspectGpus(quotes, knownAt(0.1))).toEqual(['b200', 'h100-sxm']);
  });
});

/** A provider's offers and quarantine as polls leave them, in memory. */
class Ledger {
  known: Map<string, AcceptedOffer> = new Map();
  held: HeldPrice[] = [];
  #ids = 0;

  poll(quotes: readonly GateQuote[], observedAt: Instant) {
    const verdict = gate({ quotes, known: this.known, held: this.held, market: NO_MARKET, observedAt });
    const gone = new Set(verdict.resolved.map(({ id }) => id));
    this.held = this.held
      .filter(({ id }) => !gone.has(id))
      .map((one) => (verdict.repeated.includes(one.id) ? { ...one, lastAt: observedAt } : one));
    for (const { quote, reason, heldAt: since } of verdict.opened) {
      this.held.push({ ...quote, id: ++this.#ids, reason, heldAt: since, lastAt: observedAt });
    }
    const accepted = new Map(verdict.accepted.map((quote) => [nameOf(quote), quote]));
    for (const [name, offer] of this.known) {
      const listed = accepted.has(name) || verdict.kept.includes(offer.id);
      this.known.set(name, { ...offer, listed, held: verdict.kept.includes(offer.id) });
    }
    for (const [name, { key, billing, price }] of accepted) {
      const id = this.known.get(name)?.id ?? ++this.#ids;
      this.known.set(name, { id, key, billing, price, listed: true, held: false });
    }
    return verdict;
  }
}

const polls = fc.array(
  fc.uniqueArray(
    fc.record({
      key: fc.constantFrom('a', 'b'),
      billing: fc.constantFrom('ON_DEMAND' as const, 'SPOT' as const),
      gpu: fc.constantFrom('b200', 'rtx-4090', null),
      gpuCount: fc.constant(1),
      price: fc.constantFrom(0.0001, 0.01, 0.3, 0.4, 5, 6, 45, 500, 900).map(usd),
    }),
    { selector: nameOf },
  ),
  { maxLength: 12 },
);

describe('over any polls', () => {
  test('every quote is accepted or in quarantine, and what is held is listed once', () => {
    fc.assert(
      fc.property(polls, (rounds) => {
        const ledger = new Ledger();
        rounds.forEach((quotes, round) => {
          const { accepted } = ledger.poll(quotes, instant(T0 + round * MINUTE));
          const taken = new Set(accepted.map(nameOf));
          const held = ledger.held.map(nameOf);
          expect(new Set(held).size).toBe(held.length);
          expect([...taken, ...held].toSorted()).toEqual(quotes.map(nameOf).toSorted());
        });
      }),
    );
  });

  test('no price is accepted that was never asked before nor lies within ten times the last one', () => {
    fc.assert(
      fc.property(polls, (rounds) => {
        const ledger = new Ledger();
        rounds.forEach((quotes, round) => {
          const before = new Map(ledger.known);
          const heldBefore = new Map(ledger.held.map((one) => [nameOf(one), one]));
          for (const quote of ledger.poll(quotes, instant(T0 + round * MINUTE)).accepted) {
            const last = before.get(nameOf(quote));
            if (quote.gpu === 'b200') expect(quote.price).toBeGreaterThan(usd(0.04));
            if (!last || Math.max(quote.price / last.price, last.price / quote.price) < 10) continue;
            const held = heldBefore.get(nameOf(quote));
            expect(held?.reason).toBe('JUMP');
            expect(Math.max(quote.price / held!.price, held!.price / quote.price)).toBeLessThanOrEqual(1.5);
          }
        });
      }),
    );
  });

  test('a new price that stays is accepted at the second poll', () => {
    const prices = fc.integer({ min: usd(0.1), max: usd(100) });
    fc.assert(
      fc.property(prices, prices, (first, then) => {
        const ledger = new Ledger();
        [first, then, then].forEach((price, round) =>
          ledger.poll([quoted(0, { price })], instant(T0 + round * MINUTE)),
        );
        expect([...ledger.known.values()]).toMatchObject([{ price: then, listed: true, held: false }]);
        expect(ledger.held).toEqual([]);
      }),
    );
  });
});
