import { HOUR_MS, type Instant } from '#units/time.ts';

const DAY_HOURS = 24;
const DAY = DAY_HOURS * HOUR_MS;

type Stretch = { readonly from: Instant; readonly to: Instant; readonly isUp: boolean };

/** What one unit (a machine, a zone's spot capacity, an offer) was: up, down, or not watched. */
export type UpHistory = {
  /** Undefined while nobody watches. */
  isUp: boolean | undefined;
  /** Since when it is so. */
  since: Instant;
  /** Earlier stretches that reach into the last day. */
  readonly recent: Stretch[];
  /** Ends of up stretches by going down, and hours up, in all stretches that are over. */
  drops: number;
  upHours: number;
  /** Hours watched, in all stretches that are over. */
  watchedHours: number;
};

export function upHistory(): UpHistory {
  return { isUp: undefined, since: 0 as Instant, recent: [], drops: 0, upHours: 0, watchedHours: 0 };
}

/**
 * Takes in what the unit is from `at` on: up, down, or undefined where watching ends. A state it is in
 * already changes nothing. Times come in order.
 */
export function recordState(history: UpHistory, at: Instant, isUp: boolean | undefined): void {
  const { isUp: before, since } = history;
  if (before === isUp) return;
  if (before !== undefined) {
    history.recent.push({ from: since, to: at, isUp: before });
    history.watchedHours += (at - since) / HOUR_MS;
    if (before) history.upHours += (at - since) / HOUR_MS;
    if (before && isUp === false) history.drops++;
  }
  while (history.recent[0] && history.recent[0].to <= at - DAY) history.recent.shift();
  history.isUp = isUp;
  history.since = at;
}

/** What was seen of a unit in the 24 hours before a moment. */
export type LastDay = {
  readonly watchedHours: number;
  readonly upHours: number;
  readonly drops: number;
};

/** What was seen in the 24 hours before `at`, which is no earlier than the newest record. */
export function lastDay({ isUp, since, recent }: UpHistory, at: Instant): LastDay {
  const start = at - DAY;
  let [watched, up, drops] = [0, 0, 0];
  recent.forEach(({ from, to, isUp: wasUp }, index) => {
    const hours = (to - Math.max(from, start)) / HOUR_MS;
    if (hours <= 0) return;
    watched += hours;
    if (!wasUp) return;
    up += hours;
    const next = recent[index + 1];
    if (next ? !next.isUp && next.from === to : isUp === false && since === to) drops++;
  });
  if (isUp !== undefined) {
    const hours = (at - Math.max(since, start)) / HOUR_MS;
    watched += hours;
    if (isUp) up += hours;
  }
  return { watchedHours: watched, upHours: up, drops };
}

/** Hours it has been up, undefined where it is not known to be. */
export function runAge({ isUp, since }: UpHistory, at: Instant): number | undefined {
  return isUp ? (at - since) / HOUR_MS : undefined;
}

/** Hours it has been watched by `at`, in which it may also have been down. */
export function watchedHours({ isUp, since, watchedHours: before }: UpHistory, at: Instant): number {
  return before + (isUp === undefined ? 0 : (at - since) / HOUR_MS);
}

/** Drops per hour up in all that was watched by `at`: λ of an exponential life, as MTBI has it. */
export function dropRate({ isUp, since, upHours, drops }: UpHistory, at: Instant): number {
  const hours = upHours + (isUp ? (at - since) / HOUR_MS : 0);
  return hours > 0 ? drops / hours : 0;
}
