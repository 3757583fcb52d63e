import type { Instant } from '#units/time.ts';

/**
 * A quantity that holds from each step until the next one: a price from its change on. `null` is a
 * stretch without a value (not on offer). Steps are in order of time, one an instant; before the first
 * step nothing is known.
 */
export type Step = { readonly at: Instant; readonly value: number | null };

export type Span = { readonly from: Instant; readonly to: Instant };

/** A stretch, from ≤ t < to, over which one value held. */
export type Held = Span & { readonly value: number };

/** The value in force at `at`; null where there is none or nothing is known yet. O(log n). */
export function valueAt(steps: readonly Step[], at: Instant): number | null {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.value ?? null;
}

/** The stretches of `span` over which a value held, in order. The last step holds until the span's end. */
export function heldWithin(steps: readonly Step[], span: Span): Held[] {
  const held: Held[] = [];
  steps.forEach(({ at, value }, index) => {
    const from = at < span.from ? span.from : at;
    const next = steps[index + 1]?.at ?? span.to;
    const to = next > span.to ? span.to : next;
    if (value !== null && from < to) held.push({ from, to, value });
  });
  return held;
}

/**
 * Σ value × time held ÷ Σ time held over the span, in the values' unit; stretches without a value do
 * not count. Undefined where no value held at all.
 */
export function timeWeightedMean(steps: readonly Step[], span: Span): number | undefined {
  // A running mean stays between the values where a sum of products would overflow or drift.
  let mean = 0;
  let time = 0;
  for (const { from, to, value } of heldWithin(steps, span)) {
    time += to - from;
    mean += (value - mean) * ((to - from) / time);
  }
  return time > 0 ? mean : undefined;
}

/** The value in force at `from`, `from + everyMs`, … before `to`: carried forward, null where there is none. */
export function sample(steps: readonly Step[], span: Span, everyMs: number): Step[] {
  if (!(everyMs > 0)) throw new RangeError(`a sampling interval is above 0 ms: ${everyMs}`);
  const samples: Step[] = [];
  for (let at: number = span.from; at < span.to; at += everyMs) {
    samples.push({ at: at as Instant, value: valueAt(steps, at as Instant) });
  }
  return samples;
}
