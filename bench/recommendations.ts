import { metricCurve } from '#analytics/metric-curve.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { gpus } from '#catalog/gpus.ts';
import { nextTurn } from '#src/workload/next-turn.ts';
import type { JudgedRun } from '#src/workload/recommendation/recommendation.ts';
import { USUAL_RULE } from '#src/workload/recommendation/recommendation.ts';
import { recommendationsOf } from '#src/workload/recommendation/recommendations.ts';
import type { RunPoint } from '#src/workload/run/run.ts';
import { given } from '#units/figure.ts';
import { compare, middle, type Comparison, type Round } from './comparison.ts';

export type RecommendationOptions = {
  readonly points: number;
  readonly rounds: number;
  readonly runsPerRound: number;
};

/** All recommendations on one run, against smoothing its curve with a moving mean and looking for the plateau in that. */
export async function recommendations({
  points,
  rounds,
  runsPerRound,
}: RecommendationOptions): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const [name, shape] of Object.entries(SHAPES)) {
    const measured: Round[] = [];
    const took: number[] = [];
    const cpu: number[] = [];
    const held: number[] = [];
    let seed = 1;
    await recommendationsOf(
      runOf(points, shape, 0),
      { priced: [], hazards: new Map() },
      USUAL_RULE,
      nextTurn,
    );
    for (let round = 0; round < rounds; round++) {
      const now: number[] = [];
      const naive: number[] = [];
      for (let at = 0; at < runsPerRound; at++) {
        const run = runOf(points, shape, seed++);
        const used = process.cpuUsage();
        const turns = [performance.now()];
        await recommendationsOf(run, { priced: [], hazards: new Map() }, USUAL_RULE, () => {
          turns.push(performance.now());
          return nextTurn();
        });
        now.push(performance.now() - turns[0]!);
        cpu.push(process.cpuUsage(used).user / 1000);
        held.push(...turns.slice(1).map((turn, place) => turn - turns[place]!));
        const startedAt = performance.now();
        movingMeanStop(run.points, Math.round(points / 10));
        naive.push(performance.now() - startedAt);
      }
      took.push(...now);
      measured.push({ figure: middle(now), baseline: middle(naive) });
    }
    const sorted = took.toSorted((a, b) => a - b);
    comparisons.push(
      compare(
        {
          name: `recommendations on a run of ${points} points, ${name}`,
          engine: null,
          unit: 'ms',
          measured: 'stopping, knee, data, batch and GPU, with intervals by 40 redraws',
          baselineName:
            'a plateau found in a moving mean of a tenth of the points, summed anew at every point',
          meaning: 'how many times the naive plateau alone takes',
          details: {
            'ms of processor': middle(cpu),
            'p99 ms': sorted[Math.ceil(0.99 * sorted.length) - 1] ?? NaN,
            'longest ms without letting others go first': Math.max(...held),
          },
        },
        measured,
      ),
    );
  }
  return comparisons;
}

const SHAPES: Readonly<Record<string, (share: number) => number>> = {
  'one descent': (share) => 2 * Math.exp(-share / 0.08) + 0.3 * Math.max(0, share - 0.5),
  'a late improvement': (share) => Math.exp(-share / 0.08) + (share < 0.5 ? 0.5 : 0),
};

function runOf(count: number, shape: (share: number) => number, seed: number): JudgedRun {
  const random = seededRandom(seed);
  const points = Array.from({ length: count }, (_, at): RunPoint => ({
    step: at + 1,
    epoch: null,
    hours: null,
    samples: null,
    tokens: null,
    trainLoss: null,
    validationLoss: 1 + shape(at / count) + 0.1 * (random() - 0.5),
    accuracy: null,
    learningRate: null,
    diverged: false,
  }));
  return {
    model: 'bench',
    gpu: 'rtx-4090',
    gpuOf: gpus.find(({ slug }) => slug === 'rtx-4090') ?? null,
    gpuCount: 1,
    billing: 'ON_DEMAND',
    parameters: 1.1e8,
    batchSize: 16,
    samples: 16 * count,
    epochs: 1,
    tokens: null,
    hours: 10,
    accuracy: null,
    validationLoss: null,
    price: given(0.5, 'USD/h'),
    points,
    siblings: [],
  };
}

/** What a script does: the mean of a window at every point, and no new best for as long. */
function movingMeanStop(points: readonly RunPoint[], window: number): number {
  const { loss } = metricCurve(
    points.map(({ step, validationLoss }) => ({ at: step, value: validationLoss ?? NaN })),
    'LOSS',
  );
  let [best, since] = [Infinity, 0];
  for (let at = window; at < loss.length; at++) {
    const mean = loss.subarray(at - window, at).reduce((sum, value) => sum + value, 0) / window;
    if (mean < best) [best, since] = [mean, at];
    else if (at - since >= window) return at;
  }
  return loss.length;
}
