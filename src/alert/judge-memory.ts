import type { Instant } from '#units/time.ts';
import { liveAlert, type LiveAlert } from './judged-alert.ts';
import type { SeriesWanted } from './load-series.ts';
import type { Judged, JudgedAlert } from './store-judged.ts';
import { tapeWalk, type TapeWalk, type WalkedSeries } from './tape-walk.ts';

/** A series that is followed, and the alerts that are about it. */
export type FollowedSeries = {
  readonly walked: WalkedSeries;
  readonly deep: boolean;
};

/** What the judge has in memory; the database is the truth of it, and it is read anew whenever the two may differ. */
export type JudgeMemory = {
  readonly walk: TapeWalk;
  readonly series: Map<number, FollowedSeries>;
  readonly idOf: Map<WalkedSeries, number>;
  readonly alerts: Map<string, LiveAlert>;
  /** By series. */
  readonly about: Map<number, Set<LiveAlert>>;
  /** Alerts that have not been judged since they were made or changed. */
  readonly fresh: Set<LiveAlert>;
  /** GPUs that each provider has had offers of. */
  readonly sellers: Map<string, Set<string>>;
  /** When each provider was last read. */
  readonly readAt: Map<string, Instant>;
  /** What was read when the memory was made. */
  readonly from: Instant;
  /** The turn that it is of, by the database. */
  turn: number;
  edits: number;
  /** How far it is here: further, where nothing came of it. */
  poll: number;
  at: Instant;
};

export function judgeMemory(
  stored: Judged,
  from: { readonly poll: number; readonly at: Instant },
): JudgeMemory {
  return {
    walk: tapeWalk(),
    series: new Map(),
    idOf: new Map(),
    alerts: new Map(),
    about: new Map(),
    fresh: new Set(),
    sellers: new Map(),
    readAt: new Map(),
    from: from.at,
    turn: stored.turn,
    edits: stored.edits,
    poll: from.poll,
    at: from.at,
  };
}

/** Takes in an alert as it is now; one that is switched off is not judged. */
export function takeAlert(memory: JudgeMemory, alert: JudgedAlert): void {
  dropAlert(memory, alert.id);
  if (!alert.enabled) return;
  const live = liveAlert(alert);
  memory.alerts.set(alert.id, live);
  const same = memory.about.get(alert.series) ?? new Set();
  memory.about.set(alert.series, same.add(live));
  if (!alert.begun) memory.fresh.add(live);
}

export function dropAlert({ alerts, about, fresh }: JudgeMemory, id: string): void {
  const known = alerts.get(id);
  if (!known) return;
  alerts.delete(id);
  fresh.delete(known);
  about.get(known.alert.series)?.delete(known);
}

/** The series of these alerts that are not followed yet, or not with all that the alerts look at. */
export function seriesToLoad(memory: JudgeMemory, alerts: Iterable<LiveAlert>): readonly SeriesWanted[] {
  const wanted = new Map<number, SeriesWanted>();
  for (const { alert } of alerts) {
    const { series, scope, condition } = alert;
    const deep = condition === 'DROP' || condition === 'SURGE';
    const known = memory.series.get(series);
    if (known && (known.deep || !deep)) continue;
    wanted.set(series, { series, scope, deep: deep || (wanted.get(series)?.deep ?? false) });
  }
  return [...wanted.values()];
}

export function followSeries(
  memory: JudgeMemory,
  { series, deep }: SeriesWanted,
  walked: WalkedSeries,
): void {
  const known = memory.series.get(series);
  if (known) {
    memory.walk.remove(known.walked);
    memory.idOf.delete(known.walked);
  }
  memory.series.set(series, { walked, deep });
  memory.idOf.set(walked, series);
}

/** Stops following series that no alert is about. */
export function dropIdleSeries(memory: JudgeMemory): void {
  for (const [series, { walked }] of memory.series) {
    if ((memory.about.get(series)?.size ?? 0) > 0) continue;
    memory.walk.remove(walked);
    memory.series.delete(series);
    memory.idOf.delete(walked);
    memory.about.delete(series);
  }
}
