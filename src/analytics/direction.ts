export type Direction = 'RISING' | 'FALLING' | 'STEADY';

/** A relative change within ±1 % is called steady. */
export const STEADY_WITHIN = 0.01;

/** now ÷ reference − 1: 0.40 against 0.42 is −0.0476…, a share without unit. The reference is above 0. */
export function relativeChange(now: number, reference: number): number {
  if (!(reference > 0)) throw new RangeError(`a change is relative to something above 0: ${reference}`);
  return now / reference - 1;
}

/** Names a relative change: RISING above `steadyWithin`, FALLING below its negative, else STEADY. */
export function directionOf(change: number, steadyWithin: number = STEADY_WITHIN): Direction {
  if (change > steadyWithin) return 'RISING';
  return change < -steadyWithin ? 'FALLING' : 'STEADY';
}
