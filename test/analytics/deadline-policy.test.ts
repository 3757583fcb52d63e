import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availabilityTraces } from '#analytics/availability-trace.ts';
import { oracleCost } from '#analytics/deadline-oracle.ts';
import { eagerReturn, greedy, hourBehind, paperRule, type DeadlineJob } from '#analytics/deadline-policy.ts';
import { runDeadlineJob } from '#analytics/deadline-run.ts';
import { instant } from '#units/time.ts';

const JOB: DeadlineJob = { workHours: 4, deadlineHours: 8, restartHours: 0.5, tickHours: 0.5 };
const always = () => true;
const never = () => false;

describe('a run by hand', () => {
  test('with spot always up costs the work and one restart', () => {
    expect(runDeadlineJob(eagerReturn, JOB, always)).toEqual({ spotHours: 4.5, onDemandHours: 0, met: true });
    expect(oracleCost(JOB, 0.25, always)).toBeCloseTo(4.5 / 4, 12);
  });

  test('without spot idles until it is two restarts behind the line, then stays on demand', () => {
    expect(runDeadlineJob(eagerReturn, JOB, never)).toEqual({ spotHours: 0, onDemandHours: 4.5, met: true });
    expect(runDeadlineJob(greedy, JOB, never)).toEqual({ spotHours: 0, onDemandHours: 4.5, met: true });
    expect(oracleCost(JOB, 0.25, never)).toBeCloseTo(4.5, 12);
  });

  test('returns to spot as soon as it is up, which the paper’s rule does not', () => {
    const relaxed = { ...JOB, deadlineHours: 12 };
    const isUp = (tick: number) => tick >= 4;
    const eager = runDeadlineJob(eagerReturn, relaxed, isUp);
    const paper = runDeadlineJob(paperRule, relaxed, isUp);
    // Idle until 1.5 h, a restart on demand, then spot from 2 h on: a restart there and the work.
    expect(eager).toEqual({ spotHours: 4.5, onDemandHours: 0.5, met: true });
    expect(paper.onDemandHours).toBeGreaterThan(eager.onDemandHours);
  });

  test('says when idling falls behind the line', () => {
    expect(hourBehind(JOB, 4)).toBe(0);
    expect(hourBehind(JOB, 3)).toBe(2);
  });

  test('that cannot be done in time is finished late, and says so', () => {
    const late = { ...JOB, deadlineHours: 4 };
    expect(runDeadlineJob(eagerReturn, late, never)).toEqual({
      spotHours: 0,
      onDemandHours: 4.5,
      met: false,
    });
    expect(oracleCost(late, 0.25, never)).toBe(Infinity);
  });
});

const jobs = fc.record({
  workHours: fc.double({ min: 1, max: 12, noNaN: true }),
  slackRestarts: fc.double({ min: 2, max: 30, noNaN: true }),
  restartHours: fc.double({ min: 0, max: 0.5, noNaN: true }),
  tickHours: fc.constantFrom(0.1, 0.25, 0.5),
});

test('whatever spot does, a deadline with room for the safety net is met, and no rule beats the oracle', () => {
  fc.assert(
    fc.property(jobs, fc.array(fc.boolean(), { maxLength: 400 }), ({ slackRestarts, ...rest }, up) => {
      const { workHours, restartHours, tickHours } = rest;
      const deadlineHours = workHours + slackRestarts * restartHours + 2 * tickHours;
      const job = { ...rest, deadlineHours };
      const isUp = (tick: number) => up[tick] ?? false;
      const floor = oracleCost({ ...job, deadlineHours: deadlineHours + tickHours }, 0.3, isUp);
      for (const policy of [eagerReturn, paperRule, greedy]) {
        const run = runDeadlineJob(policy, job, isUp);
        expect(run.met).toBe(true);
        const cost = 0.3 * run.spotHours + run.onDemandHours;
        expect(cost).toBeGreaterThanOrEqual(floor - tickHours - 1e-9);
        expect(run.spotHours + run.onDemandHours).toBeLessThanOrEqual(deadlineHours + 1e-9);
      }
    }),
  );
});

test('events become traces: whole ticks, from the first event to the end of watching', () => {
  const at = (minutes: number) => instant(1_700_000_000_000 + minutes * 60_000);
  const event = (minutes: number, unit: string, kind: 'UP' | 'DOWN' | 'CENSORED') => ({
    at: at(minutes),
    unit,
    event: kind,
    market: 'K80',
  });
  const traces = availabilityTraces([
    event(0, 'a', 'UP'),
    event(20, 'a', 'DOWN'),
    event(30, 'a', 'UP'),
    event(31, 'b', 'UP'),
    event(50, 'a', 'CENSORED'),
    event(91, 'b', 'DOWN'),
  ]);
  expect(traces.map(({ unit, tickHours, up }) => [unit, tickHours, [...up]])).toEqual([
    ['a', 1 / 6, [1, 1, 0, 1, 1]],
    ['b', 1 / 6, [1, 1, 1, 1, 1, 1]],
  ]);
});
