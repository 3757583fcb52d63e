import { pushSorted, sortedWindow, windowQuantile, type SortedWindow } from './sorted-window.ts';

/** How far a log price lies from the median of its last week, and how far it ever did. */
export type WeekLevel = {
  readonly week: SortedWindow;
  /** The furthest it was before the present move. */
  furthest: number;
  /** The furthest within the present move. */
  present: number;
  isUnprecedented: boolean;
};

const WEEK_HOURS = 168;
/** Shorter series have no level to leave. */
const FEWEST_HOURS = 48;
/** Moves of less than a quarter are not called unprecedented. */
const LEAST = Math.log(1.25);
/** A move counts as unprecedented where it is this many times the furthest before it. */
const BEYOND = 1.5;

export function weekLevel(): WeekLevel {
  return { week: sortedWindow(WEEK_HOURS), furthest: 0, present: 0, isUnprecedented: false };
}

/**
 * Takes in the next hour's log price. A price that leaves its week's median by a quarter, and by 1.5 times as
 * much as it ever did, makes a move that no backtest has seen; it lasts until the median has followed, and is
 * part of the past from then on.
 */
export function learnLevel(level: WeekLevel, x: number): void {
  const { week } = level;
  if (week.size >= FEWEST_HOURS) {
    const away = Math.abs(x - windowQuantile(week, 0.5));
    level.isUnprecedented = away > Math.max(LEAST, BEYOND * level.furthest);
    level.present = Math.max(level.present, away);
    if (!level.isUnprecedented) {
      level.furthest = Math.max(level.furthest, level.present);
      level.present = 0;
    }
  }
  pushSorted(week, x);
}
