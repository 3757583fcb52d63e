import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Quote } from '#units/quote.ts';
import { polledMarket, type PolledMarket } from '../support/polled-market.ts';
import { quote } from '../support/quotes.ts';

/** Prices of an RTX 4090: absurd, far below, usual, far above, and absurd again. */
const USD = [0.00001, 0.0001, 0.02, 0.03, 0.1, 0.35, 0.4, 0.45, 0.9, 3, 4.1, 5, 30, 45, 400, 900];
const isAbsurd = (price: number): boolean => price < 3300 || price > 240e6;
const ratio = (a: number, b: number): number => Math.max(a / b, b / a);

type Asked = Readonly<Record<string, number>>;
type Step = {
  readonly provider: string;
  readonly news: Asked;
  /** Whether all else is asked as in the poll before, or goes. */
  readonly stays: boolean;
  readonly fails: boolean;
};

const step: fc.Arbitrary<Step> = fc.record({
  provider: fc.constantFrom('vastai', 'vastai', 'vastai', 'runpod'),
  news: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.constantFrom(...USD), {
    maxKeys: 4,
  }),
  stays: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, { arbitrary: fc.constant(false), weight: 1 }),
  fails: fc.boolean(),
});

const changesOf = async (m: PolledMarket, after: number) =>
  m.db
    .selectFrom('price_change')
    .innerJoin('offer', 'offer.id', 'price_change.offer_id')
    .select(['price_change.seq', 'offer.provider', 'offer.key', 'price_change.price'])
    .select(['price_change.listed', 'price_change.previous_price as previous'])
    .where('price_change.seq', '>', after)
    .orderBy('price_change.seq')
    .execute();

const heldIn = (m: PolledMarket, provider: string) =>
  m.db
    .selectFrom('quarantine')
    .select(['key', 'price', 'reason', 'times'])
    .where('provider', '=', provider)
    .where('outcome', '=', 'HELD')
    .execute();

const offersIn = (m: PolledMarket, provider: string) =>
  m.db
    .selectFrom('offer')
    .select(['key', 'price', 'listed', 'held'])
    .where('provider', '=', provider)
    .execute();

test('whatever is polled, each quote is recorded, unchanged, or held and listed; nothing far off on one word', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), fc.nat(20), async (steps, reopenAt) => {
      await using m = await polledMarket();
      const last = new Map<string, Asked>();
      let [minutes, seq] = [0, 0];
      for (const [index, { provider, news, stays, fails }] of steps.entries()) {
        // Now and then a long while passes, in which the other provider goes stale.
        minutes += index % 5 === 4 ? 30 : 1;
        if (index === reopenAt) await m.reopen();
        if (fails && index % 3 === 0) {
          await m.fail(minutes, provider);
          continue;
        }
        const asked: Asked = { ...(stays ? last.get(provider) : {}), ...news };
        const quotes: Quote[] = Object.entries(asked).map(([key, usd]) => quote({ key, usd }));
        const other = provider === 'vastai' ? 'runpod' : 'vastai';
        const elsewhere = [...(await offersIn(m, other)), ...(await heldIn(m, other))].map(
          ({ price }) => price,
        );
        const before = new Map((await offersIn(m, provider)).map((offer) => [offer.key, offer]));
        const recorded = await m.poll(minutes, quotes, provider);

        const changes = await changesOf(m, seq);
        expect(changes.map((change) => change.seq)).toEqual(changes.map((_, place) => seq + place + 1));
        expect(recorded).toEqual({ seq: seq + changes.length, changes: changes.length });
        seq = recorded.seq;

        const held = new Map((await heldIn(m, provider)).map((row) => [row.key, row]));
        const offers = new Map((await offersIn(m, provider)).map((offer) => [offer.key, offer]));
        const said = (price: number, key: string): boolean => {
          const previous = last.get(provider)?.[key];
          return previous !== undefined && ratio(previous * 1e6, price) <= 1.5;
        };
        const saidElsewhere = (price: number): boolean => elsewhere.some((one) => ratio(one, price) <= 1.5);

        for (const { key, price } of quotes) {
          const offer = offers.get(key);
          const hold = held.get(key);
          if (hold) {
            expect(ratio(hold.price, price), `${key} is held at another price`).toBeLessThanOrEqual(1.5);
            // The offer stands as last believed, marked, or is off the list.
            expect(offer?.price).toBe(before.get(key)?.price);
            if (offer?.listed) expect(offer.held).toBe(true);
          } else {
            expect(offer).toMatchObject({ price, listed: true, held: false });
          }
        }
        // What the poll does not list is neither listed nor held.
        for (const [key, offer] of offers)
          if (!(key in asked)) expect(offer).toMatchObject({ listed: false, held: false });
        expect([...held.keys()].filter((key) => !(key in asked))).toEqual([]);

        for (const { key, price, previous, listed } of changes) {
          if (!listed || price === previous) continue;
          if (isAbsurd(price) && !(previous !== null && isAbsurd(previous))) {
            expect(saidElsewhere(price), `${key} at ${price}: absurd on its own word`).toBe(true);
          }
          if (previous !== null && ratio(price, previous) >= 10) {
            expect(
              said(price, key) || saidElsewhere(price),
              `${key} ${previous} to ${price} on one word`,
            ).toBe(true);
          }
        }
        last.set(provider, asked);
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);
