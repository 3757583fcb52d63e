export type Coordinates = { readonly latitude: number; readonly longitude: number };

const EARTH_RADIUS_KM = 6371.0088;

/** Light in glass fibre covers about two thirds of c: 299.792 km/ms ÷ 1.468. */
export const FIBRE_KM_PER_MS = 204.2;

/**
 * How much longer cables are than the great circle. Bozkurt et al., "Why is the Internet so slow?!"
 * (PAM 2017), find the median fibre route about 1.5 to 2 times the straight line.
 */
export const ROUTE_FACTOR = 1.6;

/** Great-circle distance in km by the haversine formula, on a sphere of the Earth's mean radius (IUGG). */
export function distanceKm(a: Coordinates, b: Coordinates): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.latitude - a.latitude) * rad) / 2) ** 2 +
    Math.cos(a.latitude * rad) *
      Math.cos(b.latitude * rad) *
      Math.sin(((b.longitude - a.longitude) * rad) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(Math.sqrt(h), 1));
}

/** Estimated round trip in ms: 2 × distance × route factor ÷ speed of light in fibre. No queues, no last mile. */
export function roundTripMs(km: number): number {
  return (2 * km * ROUTE_FACTOR) / FIBRE_KM_PER_MS;
}
