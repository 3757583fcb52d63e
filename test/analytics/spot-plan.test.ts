import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kaplanMeier } from '#analytics/kaplan-meier.ts';
import { exponentialLives, observedLives } from '#analytics/life-curve.ts';
import { renewalTime } from '#analytics/renewal-time.ts';
import { breakEvenDiscount, spotTimeFactor } from '#analytics/spot-overhead.ts';
import {
  gangPowers,
  LEAST_ENDED_LIVES,
  livesAs,
  survivalOf,
  type LivesHazard,
} from '#analytics/spot-hazard.ts';
import { canSaveOnWarning, planSpot, warnedHours, type SpotJob } from '#analytics/spot-plan.ts';

/** Checkpoints of 2 minutes and restarts of 5. */
const job = (workHours: number, resumeWaitHours = 0): SpotJob => ({
  workHours,
  checkpointHours: 2 / 60,
  restartHours: 5 / 60,
  resumeWaitHours,
});
const exponential = (mtbiHours: number) => ({
  kind: 'EXPONENTIAL' as const,
  mtbiHours,
  lowMtbiHours: null,
  highMtbiHours: null,
});

/** Lives that all ended. */
const livesHazard = (lives: readonly number[]): LivesHazard => ({
  kind: 'LIVES',
  curve: kaplanMeier(lives.map((hours) => ({ hours, ended: true }))),
  exposureHours: lives.reduce((sum, hours) => sum + hours, 0),
});

/** Uniform draws above 0 and below 1, the same for each seed. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** The mean wall time of many runs of the job, machine by machine, each life drawn. */
function simulated(of: SpotJob, intervalHours: number, draw: () => number, runs: number): number {
  const segments = Math.max(1, Math.round(of.workHours / intervalHours));
  const segment = of.workHours / segments + of.checkpointHours;
  let total = 0;
  for (let run = 0; run < runs; run++) {
    let left = segments;
    let restart = 0;
    while (left > 0) {
      const life = draw();
      const needed = restart + left * segment;
      if (life > needed) {
        total += needed;
        break;
      }
      left -= Math.min(Math.max(Math.floor((life - restart) / segment), 0), left - 1);
      total += life + of.resumeWaitHours;
      restart = of.restartHours;
    }
  }
  return total / runs;
}

test('C = 2 min, R = 5 min, MTBI 6 h: every 36.6 min, 12.9 % longer, spot wins above 11.4 %', () => {
  const plan = planSpot(job(24), exponential(6));
  expect((plan?.intervalHours ?? 0) * 60).toBeCloseTo(36.6, 1);
  expect((plan?.overhead.expected ?? 0) * 100).toBeCloseTo(12.9, 1);
  expect((plan?.breakEvenDiscount.expected ?? 0) * 100).toBeCloseTo(11.4, 1);
  expect(plan?.method).toBe('EXPONENTIAL');
  // 24 × 1.12883 = 27.09 hours on machines, at one interruption in 6 of them.
  expect(plan?.machineHours.expected).toBeCloseTo(27.09, 2);
  expect(plan?.interruptions.expected).toBeCloseTo(4.515, 3);
});

test.each([
  [1, 29.8],
  [3, 16.5],
  [6, 11.4],
  [24, 5.5],
  [72, 3.1],
])('the plan breaks even with an interruption every %d h at a discount of %d %%', (mtbiHours, percent) => {
  const plan = planSpot(job(100), exponential(mtbiHours));
  expect(Math.round((plan?.breakEvenDiscount.expected ?? 0) * 1000) / 10).toBe(percent);
});

test('a wait for the next machine is added for each interruption, and is not paid', () => {
  const [without, with3] = [planSpot(job(24), exponential(6)), planSpot(job(24, 3), exponential(6))];
  expect(with3?.machineHours).toEqual(without?.machineHours);
  expect(with3?.wallHours.expected).toBeCloseTo(
    (without?.wallHours.expected ?? 0) + 3 * (without?.interruptions.expected ?? 0),
    9,
  );
});

test('renewal over lives without memory is Daly’s formula, whatever the number of segments', () => {
  for (const segments of [1, 7, 500, 1200]) {
    const [mtbiHours, restartHours, intervalHours, checkpointHours] = [3, 5 / 60, 0.5, 2 / 60];
    const time = renewalTime(exponentialLives(mtbiHours), {
      segments,
      segmentHours: intervalHours + checkpointHours,
      restartHours,
    });
    const one =
      mtbiHours *
      Math.exp(restartHours / mtbiHours) *
      Math.expm1((intervalHours + checkpointHours) / mtbiHours);
    expect(time?.machineHours).toBeCloseTo(one * segments, 6);
    expect(time?.interruptions).toBeCloseTo((one * segments) / mtbiHours, 6);
  }
});

test('renewal over two lives, by hand', () => {
  // Machines live 1 or 4 h with equal chance; two segments of 1.5 h and a restart of 1 h: one that lives 1 h
  // saves nothing, one that lives 4 h does all. V = ½·(1 + V) + ½·4 = 5; the first, of 3 h: ½·(1 + 5) + ½·3.
  const lives = observedLives(
    [
      { hours: 1, survival: 0.5 },
      { hours: 4.0001, survival: 0 },
    ],
    4.0001,
  );
  const time = renewalTime(lives, { segments: 2, segmentHours: 1.5, restartHours: 1 });
  expect(time?.machineHours).toBeCloseTo(4.5, 9);
  // As often as a life of 1 h comes before one of 4: ½ + ¼ + … = 1.
  expect(time?.interruptions).toBeCloseTo(1, 9);
  // Three hours without a checkpoint and a restart of 2 are too long for either.
  expect(renewalTime(lives, { segments: 1, segmentHours: 3, restartHours: 2 })).toBeUndefined();
});

test('beyond the last age observed a curve goes on as the exponential through its last point', () => {
  const lives = observedLives([{ hours: 10, survival: 0.25 }], 20);
  expect([lives.survives(9.99), lives.survives(10), lives.survives(20)]).toEqual([1, 0.25, 0.25]);
  expect(lives.survives(40)).toBeCloseTo(0.25 ** 2, 12);
  expect(lives.livedBy(20)).toBe(10 + 10 * 0.25);
  // ∫ from 20 on of 0.25^(t/20) = 0.25 · 20 ÷ ln 4.
  expect(lives.livedBy(1e9)).toBeCloseTo(12.5 + 5 / Math.log(4), 9);
});

describe('a simulation agrees with the wall time planned within 1 %', () => {
  test.each([
    [1, 24],
    [6, 24],
    [72, 200],
  ])('on lives without memory, MTBI %d h, %d h of work', (mtbiHours, workHours) => {
    const random = uniforms(7);
    const asked = job(workHours, 0.5);
    const plan = planSpot(asked, exponential(mtbiHours));
    const mean = simulated(asked, plan?.intervalHours ?? 0, () => -mtbiHours * Math.log(random()), 10_000);
    expect(Math.abs(mean / (plan?.wallHours.expected ?? 0) - 1)).toBeLessThan(0.01);
  });

  test('on Weibull lives of shape .5, where the exponential of the same mean is off', () => {
    // Scale 3 h: the mean is 3·Γ(3) = 6 h. Lives at 4,000 even quantiles stand for the distribution.
    const lifeAt = (share: number) => 3 * (-Math.log(share)) ** 2;
    const lives = Array.from({ length: 4000 }, (_, index) => lifeAt((index + 0.5) / 4000));
    const asked = job(24, 0.25);
    const plan = planSpot(asked, livesHazard(lives));
    const random = uniforms(11);
    const mean = simulated(asked, plan?.intervalHours ?? 0, () => lifeAt(random()), 20_000);
    expect(Math.abs(mean / (plan?.wallHours.expected ?? 0) - 1)).toBeLessThan(0.01);
    expect(plan?.method).toBe('REAL_LIVES');
    expect(plan?.exponential?.mtbiHours).toBeCloseTo(6, 0);
    // Early deaths make more interruptions of the same mean: the formula's 4.5 are 6.2.
    expect(plan?.interruptions.expected).toBeGreaterThan(6);
    expect(plan?.exponential?.offShare).toBeLessThan(-0.02);
  });

  test('on a year of work in more segments than are followed one by one', () => {
    const lifeAt = (share: number) => 8 * (-Math.log(share)) ** 2;
    const asked = job(8784);
    const plan = planSpot(
      asked,
      livesHazard(Array.from({ length: 2000 }, (_, index) => lifeAt((index + 0.5) / 2000))),
    );
    expect(8784 / (plan?.intervalHours ?? 0)).toBeGreaterThan(5000);
    const random = uniforms(17);
    const mean = simulated(asked, plan?.intervalHours ?? 0, () => lifeAt(random()), 200);
    expect(Math.abs(mean / (plan?.wallHours.expected ?? 0) - 1)).toBeLessThan(0.01);
  });

  test('on machines that warn in time, nothing else being saved', () => {
    const lifeAt = (share: number) => 3 * (-Math.log(share)) ** 2;
    const lives = Array.from({ length: 4000 }, (_, index) => lifeAt((index + 0.5) / 4000));
    const { workHours, checkpointHours, restartHours } = job(24);
    const random = uniforms(19);
    let total = 0;
    for (let run = 0; run < 20_000; run++) {
      for (let [left, restart] = [workHours, 0]; left > 0; restart = restartHours) {
        const life = lifeAt(random());
        total += Math.min(life, restart + left);
        left -= life > restart + left ? left : Math.max(life - restart - checkpointHours, 0);
      }
    }
    expect(Math.abs(total / 20_000 / (warnedHours(job(24), livesHazard(lives)) ?? 0) - 1)).toBeLessThan(0.01);
  });

  const file = new URL(
    '../../../shared/data/interruption/gcp_aws_gpu_preemptible_lifetimes_2020-03.csv',
    import.meta.url,
  );
  // Real lives are not in the repository: the test reads them where they are laid beside it.
  test.skipIf(!existsSync(file))('on real lives, drawn again and again', () => {
    const lives = realLives(readFileSync(file, 'utf8'));
    for (const workHours of [1, 8, 24, 100]) {
      const asked = job(workHours, 0.25);
      const plan = planSpot(asked, livesHazard(lives));
      const random = uniforms(13);
      const draw = () => lives[Math.floor(random() * lives.length)] ?? 0;
      const mean = simulated(asked, plan?.intervalHours ?? 0, draw, Math.ceil(400_000 / workHours));
      expect(Math.abs(mean / (plan?.wallHours.expected ?? 0) - 1), `${workHours} h`).toBeLessThan(0.01);
      // What the formula says of its own interval is off as the plan says.
      const check = plan?.exponential;
      expect(check?.offShare).toBeCloseTo((check?.wallHours ?? 0) / (plan?.wallHours.expected ?? 0) - 1, 9);
      expect(Math.abs(check?.offShare ?? 0)).toBeGreaterThan(0.01);
      // And no interval of so many tried takes less time on these lives.
      for (let segments = 1; segments <= workHours * 20; segments += workHours) {
        const time = renewalTime(curveOf(lives), {
          segments,
          segmentHours: workHours / segments + asked.checkpointHours,
          restartHours: asked.restartHours,
        });
        expect(time?.machineHours ?? Infinity).toBeGreaterThan((plan?.machineHours.expected ?? 0) * 0.99);
      }
    }
  });
});

const curveOf = (lives: readonly number[]) => {
  const { points, longestHours } = livesHazard(lives).curve;
  return observedLives(points, longestHours);
};

/** The ends seen, each in the middle of the probes it was between, in hours. */
function realLives(text: string): number[] {
  const [header = '', ...rows] = text.trim().split(/\r?\n/);
  const place = (name: string) => header.split(',').indexOf(name);
  return rows.flatMap((row) => {
    const cells = row.split(',');
    const at = (name: string) => Date.parse(cells[place(name)] ?? '');
    const gone = at('first_seen_gone_utc');
    if (Number.isNaN(gone)) return [];
    return [((at('last_seen_running_utc') + gone) / 2 - at('created_utc')) / 3_600_000];
  });
}

test('too few lives are planned by their mean, as the plan says', () => {
  const lives = Array.from({ length: LEAST_ENDED_LIVES - 1 }, (_, index) => 1 + index);
  expect(planSpot(job(10), livesHazard(lives))?.method).toBe('EXPONENTIAL');
  expect(planSpot(job(10), livesHazard([...lives, 30]))?.method).toBe('REAL_LIVES');
});

test('the interval of the hazard is that of the plan, at the plan’s own checkpoints', () => {
  const plan = planSpot(job(24), { ...exponential(6), lowMtbiHours: 3, highMtbiHours: 12 });
  // 24 · 12 · e^(R/12) · (e^((0.6104 + C)/12) − 1) ÷ 0.6104.
  expect(plan?.machineHours.low).toBeCloseTo(26.18, 2);
  expect(plan?.machineHours.high).toBeGreaterThan(24 * spotTimeFactor({ ...job(24), mtbiHours: 3 }));
  expect(plan?.breakEvenDiscount.high).toBeGreaterThan(breakEvenDiscount({ ...job(24), mtbiHours: 3 }));
  const open = planSpot(job(24), { ...exponential(6), lowMtbiHours: 0 });
  expect([open?.machineHours.low, open?.machineHours.high]).toEqual([null, null]);
});

test('gangs that fail one by one are interrupted as often as all their nodes', () => {
  const gang = planSpot(job(12), exponential(72), { low: 8, expected: 8, high: 8 });
  expect(gang?.machineHours).toEqual(planSpot(job(12), exponential(9))?.machineHours);
});

test('8 nodes kept for 72 h on average get 12 h together by 26 % if each fails for itself, by 85 % if all do at once', () => {
  const one = survivalOf(exponential(72), 12) ?? 0;
  const { low, expected, high } = gangPowers(8);
  expect(one ** high).toBeCloseTo(0.26, 2);
  expect(one ** low).toBeCloseTo(0.85, 2);
  expect(one ** expected).toBeGreaterThan(0.26);
  expect(one ** expected).toBeLessThan(0.85);
  // A market's own exponent of 1 is that of nodes on their own.
  expect(gangPowers(8, 1).expected).toBe(8);
});

test('a larger gang never survives longer', () => {
  const powers = Array.from({ length: 1000 }, (_, index) => gangPowers(index + 1));
  powers.slice(1).forEach((power, index) => {
    expect(power.expected).toBeGreaterThanOrEqual(powers[index]?.expected ?? 0);
    expect(power.high).toBeGreaterThanOrEqual(power.expected);
    expect(power.expected).toBeGreaterThanOrEqual(power.low);
  });
});

test('the bounds of lives fall with age, as where a few outlive many that were censored', () => {
  const lives = (hours: number, count: number, ended: boolean) =>
    Array.from({ length: count }, () => ({ hours, ended }));
  // S is .5 at 1 h with a narrow band, and .25 at 3 h with a wide one.
  const curve = kaplanMeier([
    ...lives(1, 50, true),
    ...lives(2, 48, false),
    ...lives(3, 1, true),
    ...lives(4, 1, true),
  ]);
  const [first, second] = curve.points;
  expect(second!.high).toBeGreaterThan(first!.high);
  for (const bound of ['low', 'survival', 'high'] as const) {
    const { survives } = livesAs({ kind: 'LIVES', curve, exposureHours: 153 }, bound, 1);
    for (let hours = 0.5; hours < 6; hours += 0.5)
      expect(survives(hours)).toBeLessThanOrEqual(survives(hours - 0.5));
  }
});

test('work that machines do not live long enough for has no plan', () => {
  const asked = { ...job(10), restartHours: 2 };
  expect(planSpot(asked, exponential(0.1))).toBeUndefined();
  expect(planSpot(asked, livesHazard(Array.from({ length: 50 }, () => 1.5)))).toBeUndefined();
  // As with restarts alone: e^(2 ÷ 0.1) times the work.
  expect(warnedHours(asked, exponential(0.1))).toBeUndefined();
});

test('a warning saves the work where it is as long as a checkpoint takes', () => {
  expect([canSaveOnWarning(2 / 60, 120 / 3600), canSaveOnWarning(2 / 60, 30 / 3600)]).toEqual([true, false]);
  expect(warnedHours(job(24), exponential(6))).toBeCloseTo(24 * Math.exp(7 / 60 / 6), 9);
  // Lives without memory, told as a curve, come to the same but for what the formula leaves out.
  const lives = Array.from({ length: 4000 }, (_, index) => -6 * Math.log((index + 0.5) / 4000));
  expect(warnedHours(job(24), livesHazard(lives))).toBeCloseTo(24 * Math.exp(7 / 60 / 6), 1);
});

test('every plan is of finite figures in order, and rarer interruptions never take longer', () => {
  const hours = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const asked = fc.record({
    workHours: hours(0.01, 8784),
    checkpointHours: hours(0, 24),
    restartHours: hours(0, 24),
    resumeWaitHours: hours(0, 100),
  });
  const lives = fc.array(hours(0, 500), { minLength: 1, maxLength: 60 });
  const hazard = fc.oneof(
    hours(1e-3, 1e6).map((mtbi) => ({
      ...exponential(mtbi),
      lowMtbiHours: mtbi / 3,
      highMtbiHours: mtbi * 2,
    })),
    lives.filter((all) => all.some((life) => life > 0.001)).map(livesHazard),
  );
  fc.assert(
    fc.property(asked, hazard, hours(1, 8), (one, risk, times) => {
      const plan = planSpot(one, risk);
      if (!plan) return;
      for (const { low, expected, high } of [plan.machineHours, plan.wallHours, plan.interruptions]) {
        expect([low ?? 0, expected, high ?? 0].every(Number.isFinite)).toBe(true);
        expect(low ?? 0).toBeLessThanOrEqual(expected * (1 + 1e-9) + 1e-12);
        expect(high ?? Infinity).toBeGreaterThanOrEqual(expected * (1 - 1e-9) - 1e-12);
      }
      expect(plan.machineHours.expected).toBeGreaterThanOrEqual(one.workHours * (1 - 1e-9));
      expect(plan.breakEvenDiscount.expected).toBeLessThan(1);
      expect(plan.intervalHours).toBeGreaterThan(0);
      expect(plan.intervalHours).toBeLessThanOrEqual(one.workHours * (1 + 1e-9));
      if (risk.kind === 'EXPONENTIAL') {
        const rarer = planSpot(one, { ...risk, mtbiHours: risk.mtbiHours * times });
        expect(rarer?.wallHours.expected).toBeLessThanOrEqual(plan.wallHours.expected * (1 + 1e-3));
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);
