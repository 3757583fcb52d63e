import { dominators } from '#analytics/pareto.ts';
import type { ScalingOption, ScalingPolicy } from './scaling-option.ts';

export type ScalingTarget = {
  /** Seconds that 95 of 100 requests wait at most. */
  readonly p95Delay: number;
  /** The most of the requests that may start a worker. */
  readonly coldProbability: number;
};

/** CHOSEN: the cheapest that meets the target. FRONTIER: another trade of cost, delay and cold starts. DOMINATED: none. */
export type ScalingVerdict = 'CHOSEN' | 'FRONTIER' | 'DOMINATED';

export type JudgedOption = ScalingOption & {
  readonly meetsTarget: boolean;
  readonly verdict: ScalingVerdict;
  /** Why it was not chosen; null for the one that was. */
  readonly whyLost: string | null;
};

/** Each option in its place, the cheapest first. Cost goes by the workers that run. */
export function judgeScaling(
  options: readonly ScalingOption[],
  target: ScalingTarget,
): readonly JudgedOption[] {
  const sorted = options.toSorted((a, b) => a.running.value - b.running.value || delay(a) - delay(b));
  const chosen = sorted.find((option) => meets(option, target)) ?? null;
  const better = dominators(sorted, (option) => [option.running.value, delay(option), cold(option)]);
  return sorted.map((option, place) => {
    const meetsTarget = meets(option, target);
    if (option === chosen) return { ...option, meetsTarget, verdict: 'CHOSEN', whyLost: null };
    const dominator = better[place] ?? null;
    const misses = missOf(option, target);
    const dearer =
      chosen && meetsTarget
        ? `It meets the target too, and ${words(chosen.policy)} does with ${percentMore(option, chosen)} % fewer hours.`
        : null;
    const beaten =
      dominator && `${words(dominator.policy)} costs no more, waits no longer and starts cold no more often.`;
    const whyLost = [misses, dearer, beaten].filter((why) => why != null).join(' ');
    return { ...option, meetsTarget, verdict: dominator ? 'DOMINATED' : 'FRONTIER', whyLost };
  });
}

const delay = (option: ScalingOption): number => option.p95Delay.value;
const cold = (option: ScalingOption): number => option.coldProbability.value;

function meets(option: ScalingOption, target: ScalingTarget): boolean {
  return delay(option) <= target.p95Delay && cold(option) <= target.coldProbability;
}

function missOf(option: ScalingOption, target: ScalingTarget): string | null {
  const missed = [
    delay(option) > target.p95Delay
      ? `5 of 100 requests wait over ${seconds(delay(option))}, and ${seconds(target.p95Delay)} is the target.`
      : null,
    cold(option) > target.coldProbability
      ? `${(100 * cold(option)).toPrecision(2)} % of requests start a worker, and ${100 * target.coldProbability} % is the target.`
      : null,
  ].filter((miss) => miss !== null);
  return missed.length > 0 ? missed.join(' ') : null;
}

function percentMore(option: ScalingOption, chosen: ScalingOption): string {
  return (100 * (1 - chosen.running.value / option.running.value)).toFixed(1);
}

/** "min 0, max 5, idle 15 s". */
export function words({ min, max, idleTimeout }: ScalingPolicy): string {
  return min === max ? `min ${min}, max ${max}` : `min ${min}, max ${max}, idle ${idleTimeout} s`;
}

function seconds(value: number): string {
  return `${Number(value.toPrecision(3))} s`;
}
