import { DAY_MS, HOUR_MS } from '#units/time.ts';
import { keyOf, smoothNoise } from './noise.ts';

/** The hour of UTC at which the world rents most: European afternoon, American morning (12–18 h, see rhythm). */
const PEAK_UTC_HOUR = 15.5;
const DAILY = 0.48;
const WEEKLY = 0.14;
/** How much of the daily rhythm follows the clock where the machine stands rather than the world's. */
const LOCAL_SHARE = 0.35;
/** 1970-01-01 was a Thursday: this many days on, a week's quietest time, Sunday 4 h. */
const QUIET_DAY = 3.17;

/**
 * The daily and weekly rhythm of demand, in deviations of demand: highest on weekday afternoons of
 * UTC, shifted towards the place's own. Fitted to the count of rentable H100s on Vast.ai by hour
 * (nixj9/gpu-market-intel@6b8cf1b: 4.9 at 3–6 h against 3.7 at 15–18 h UTC).
 */
export function rhythm(at: number, utcOffsetHours: number): number {
  const turn = 2 * Math.PI;
  const hour = at / HOUR_MS - PEAK_UTC_HOUR;
  const world = Math.cos((turn * hour) / 24);
  const local = Math.cos((turn * (hour + utcOffsetHours)) / 24);
  const week = -Math.cos((turn * (at / DAY_MS - QUIET_DAY)) / 7);
  return DAILY * ((1 - LOCAL_SHARE) * world + LOCAL_SHARE * local) + WEEKLY * week;
}

/** How hard a pool of like machines is wanted, as a function of time: mean 0, deviation about 1. */
export type Demand = (at: number) => number;

/**
 * Demand for one GPU at one place: its GPU's and its place's share, moving over 10 hours, 3 days
 * and 12 days, plus the rhythm. Every part forgets itself, so the whole reverts to 0.
 */
export function poolDemand(seed: number, gpuName: string, place: string, utcOffsetHours: number): Demand {
  const key = keyOf(seed, `demand/${gpuName}`);
  const here = keyOf(seed, `demand/${gpuName}/${place}`);
  return (at) =>
    0.55 * smoothNoise(here, at, 10 * HOUR_MS) +
    0.5 * smoothNoise(key, at, 3 * DAY_MS) +
    0.4 * smoothNoise(key, at, 12 * DAY_MS) +
    rhythm(at, utcOffsetHours);
}
