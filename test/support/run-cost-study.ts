import { runCostSpread } from '#analytics/run-cost-forecast.ts';
import { seededRandom } from '#analytics/seeded-random.ts';

/** Runs whose ln hours and ln price differ by chance: how many are known, how many are to come, and by how much. */
export type RunCostSetting = {
  readonly past: number;
  readonly runs: number;
  /** Standard deviations of the logarithms. */
  readonly hours: number;
  readonly price: number;
};

export type RunCostTally = {
  /** Shares of the trials whose cost was within 80 %, below, and above. */
  readonly inside: number;
  readonly below: number;
  readonly above: number;
  /** Mean of high − low, in multiples of what is expected. */
  readonly width: number;
};

/** How often the cost of more runs is within its interval of 80 %, over markets and models drawn by chance. */
export function studyRunCosts(
  { past, runs, hours, price }: RunCostSetting,
  { trials, draws, seed }: { readonly trials: number; readonly draws: number; readonly seed: number },
): RunCostTally {
  const random = seededRandom(seed);
  const draw = (spread: number) => Math.exp(spread * normal(random));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / past;
  let [below, above, width] = [0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const told = Array.from({ length: past }, () => 5 * draw(hours));
    const paid = Array.from({ length: past }, () => 1.5 * draw(price));
    const { low, high } = runCostSpread({ hours: told, prices: paid }, runs, 0.8, trial, draws);
    const spent = Array.from({ length: runs }, () => 5 * draw(hours)).reduce((sum, one) => sum + one, 0);
    const share = (spent * 1.5 * draw(price)) / (runs * mean(told) * mean(paid));
    if (share < low) below++;
    if (share > high) above++;
    width += high - low;
  }
  const inside = (trials - below - above) / trials;
  return { inside, below: below / trials, above: above / trials, width: width / trials };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
