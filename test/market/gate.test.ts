import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, suspect } from '#market/gate.ts';

const fine = () => null;
const below = (least: number) => (price: number) => (price < least ? 'too low' : null);

test.each([
  ['a tenfold jump', { price: 4, accepted: 0.4, usual: null }, 'JUMP'],
  ['a fall to a tenth', { price: 0.04, accepted: 0.4, usual: null }, 'JUMP'],
  ['a ninefold one', { price: 3.6, accepted: 0.4, usual: null }, undefined],
  [
    'a known offer that has always stood far off its market',
    { price: 40, accepted: 39, usual: 0.4 },
    undefined,
  ],
  ['one that strays there by a step below tenfold', { price: 4, accepted: 2, usual: 0.4 }, 'OFF_MARKET'],
  ['one that falls there', { price: 0.04, accepted: 0.1, usual: 0.4 }, 'OFF_MARKET'],
  ['one on its way back', { price: 40, accepted: 100, usual: 0.4 }, undefined],
  ['a new offer far off its market', { price: 40, accepted: null, usual: 0.4 }, 'OFF_MARKET'],
  ['a new offer without a market', { price: 40, accepted: null, usual: null }, undefined],
])('%s', (_name, { price, accepted, usual }, reason) => {
  const micros = (dollars: number | null) => (dollars === null ? null : dollars * 1e6);
  const evidence = { price: price * 1e6, accepted: micros(accepted), usual: micros(usual) };
  expect(suspect({ ...evidence, gpuName: 'RTX 4090', absurd: fine })?.reason).toBe(reason);
});

const prices = fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 30 });

/** What is accepted, poll by poll, of one offer that nobody else offers. */
function run(asked: readonly number[], absurd: (price: number) => string | null): (number | null)[] {
  let accepted: number | null = null;
  let before: Parameters<typeof judge>[2] = null;
  return asked.map((price) => {
    const why = suspect({ price, gpuName: 'B200', accepted, usual: null, absurd });
    const verdict = judge(price, why, before, []);
    if (verdict.kind === 'ACCEPT') [accepted, before] = [price, null];
    else before = { price, reason: verdict.why.reason };
    return accepted;
  });
}

test('no single poll moves an offer tenfold, and none makes it absurd', () => {
  fc.assert(
    fc.property(prices, (asked) => {
      const accepted = run(asked, below(1000));
      for (const [index, price] of accepted.entries()) {
        if (price !== null) expect(price).toBeGreaterThanOrEqual(1000);
        const last = accepted[index - 1] ?? null;
        if (last === null || price === null || Math.max(price / last, last / price) < 10) continue;
        const [held = 0, now = 0] = asked.slice(index - 1, index + 1);
        expect(Math.max(held / now, now / held)).toBeLessThanOrEqual(1.5);
      }
    }),
  );
});

test('a possible price that persists is accepted at the second poll', () => {
  fc.assert(
    fc.property(prices, fc.integer({ min: 1000, max: 1e9 }), (asked, last) => {
      expect(run([...asked, last, last, last], below(1000)).at(-1)).toBe(last);
    }),
  );
});
