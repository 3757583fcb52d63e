/**
 * When a forecast says that the price will rise or fall. A median that leaves the last price by little, measured
 * by the distance between the quartiles, is no call: it is put back on the last price. How little follows the calls
 * made so far, so that at least three quarters of those of a moving price are right.
 */
export type DirectionCall = { margin: number };

const LEAST_MARGIN = 0.05;
const MOST_MARGIN = 1;
/** Above three quarters: a margin follows the calls late. */
const TARGET = 0.8;
const STEP = 0.02;
/** As in the score: a call is a difference of more than 0.1 %, and a move one of more than 0.5 %. */
const CALLED = 0.001;
const MOVED = 0.005;

export function directionCall(): DirectionCall {
  return { margin: LEAST_MARGIN };
}

/** Takes in one outcome; both are differences in log price from that when the forecast was made. */
export function learnCall(call: DirectionCall, median: number, outcome: number): void {
  if (Math.abs(median) <= CALLED || Math.abs(outcome) <= MOVED) return;
  const isRight = median > 0 === outcome > 0;
  const margin = call.margin + STEP * (isRight ? TARGET - 1 : TARGET);
  call.margin = Math.min(Math.max(margin, LEAST_MARGIN), MOST_MARGIN);
}

/**
 * Puts the median on the last price where it calls no direction, and keeps the quantiles in order. They are
 * differences from the last price, in place.
 */
export function withoutFaintCall(call: DirectionCall, quantiles: Float64Array): void {
  const middle = (quantiles.length - 1) / 2;
  const quarter = (quantiles.length + 1) / 4;
  const spread = quantiles[3 * quarter - 1]! - quantiles[quarter - 1]!;
  if (Math.abs(quantiles[middle]!) >= call.margin * spread) return;
  quantiles[middle] = 0;
  for (let q = 0; q < middle; q++) quantiles[q] = Math.min(quantiles[q]!, 0);
  for (let q = middle + 1; q < quantiles.length; q++) quantiles[q] = Math.max(quantiles[q]!, 0);
}
