import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reliability } from '#analytics/reliability.ts';

test('72 h between interruptions of 3 min are an uptime of 99.93 %', () => {
  const { uptime, score, risk } = reliability({ mtbiHours: 72, meanInterruptionMinutes: 3 });
  expect((uptime * 100).toFixed(2)).toBe('99.93');
  // .99931 × e^(−1/3).
  expect(score).toBeCloseTo(0.716, 3);
  expect(risk).toBe('MEDIUM');
});

test('risk is what the score says', () => {
  const risk = (mtbiHours: number) => reliability({ mtbiHours, meanInterruptionMinutes: 0 }).risk;
  expect([228, 227, 35, 34].map(risk)).toEqual(['LOW', 'MEDIUM', 'MEDIUM', 'HIGH']);
  expect(reliability({ mtbiHours: Infinity, meanInterruptionMinutes: 0 })).toMatchObject({
    uptime: 1,
    score: 1,
  });
});

test('more often or longer interrupted is never more reliable, by any of the figures', () => {
  const hours = fc.double({ min: 0.1, max: 1e5, noNaN: true });
  const minutes = fc.double({ min: 0, max: 1e4, noNaN: true });
  const order = ['HIGH', 'MEDIUM', 'LOW'];
  fc.assert(
    fc.property(hours, minutes, fc.double({ min: 1, max: 10, noNaN: true }), (mtbiHours, minutes, times) => {
      const worse = reliability({ mtbiHours, meanInterruptionMinutes: minutes });
      const better = reliability({ mtbiHours: mtbiHours * times, meanInterruptionMinutes: minutes / times });
      expect(better.uptime).toBeGreaterThanOrEqual(worse.uptime);
      expect(better.score).toBeGreaterThanOrEqual(worse.score);
      expect(order.indexOf(better.risk)).toBeGreaterThanOrEqual(order.indexOf(worse.risk));
      expect(worse.score).toBeLessThanOrEqual(worse.uptime);
    }),
  );
});

test('figures that cannot be are refused', () => {
  expect(() => reliability({ mtbiHours: 0, meanInterruptionMinutes: 3 })).toThrow(RangeError);
  expect(() => reliability({ mtbiHours: 1, meanInterruptionMinutes: -1 })).toThrow(RangeError);
});
