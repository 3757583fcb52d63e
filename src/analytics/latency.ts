/** Light in glass fibre covers about two thirds of c: 299.792 km/ms ÷ 1.468. */
export const FIBRE_KM_PER_MS = 204.2;

/**
 * How much longer cables are than the great circle. Bozkurt et al., "Why is the Internet so slow?!"
 * (PAM 2017), find the median fibre route about 1.5 to 2 times the straight line.
 */
export const ROUTE_FACTOR = 1.6;

/** Estimated round trip in ms: 2 × distance × route factor ÷ speed of light in fibre. No queues, no last mile. */
export function roundTripMs(km: number): number {
  return (2 * km * ROUTE_FACTOR) / FIBRE_KM_PER_MS;
}
