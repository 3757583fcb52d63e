import type { Context } from '#graph/context.ts';
import { costOf, type RunCost } from './run-cost.ts';
import { runPrices, type RunPrice } from './run-prices.ts';
import { runOf, type Run, type StoredRun } from './run.ts';

export type CostedRun = {
  readonly stored: StoredRun;
  readonly run: Run;
  readonly price: RunPrice;
  readonly cost: RunCost;
};

/** Runs with what they cost, in their order. */
export async function costedRuns(
  context: Pick<Context, 'db' | 'now' | 'simulated'>,
  runs: readonly StoredRun[],
): Promise<CostedRun[]> {
  const prices = await runPrices(context, runs);
  return runs.map((stored) => {
    const price = prices.get(stored.id) ?? { figure: null, missing: [] };
    return { stored, run: runOf(stored), price, cost: costOf(stored, price) };
  });
}
