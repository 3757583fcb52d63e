import { HOUR_MS, MINUTE_MS, type Instant } from '#units/time.ts';
import { gangSurvival, learnGangExponent, type GangTrials } from './gang-survival.ts';
import { upLives } from './survival-backtest.ts';
import type { UnitEvent } from './unit-event.ts';

/** Gangs of one size in one market: how many stayed whole, and what was said of it. */
export type GangFigures = {
  readonly market: string;
  readonly nodes: number;
  readonly horizonHours: number;
  /** Moments at which as many nodes were up. */
  readonly n: number;
  /** p₁: the share of such nodes that stayed up. */
  readonly oneSurvives: number;
  /** The share of such gangs that stayed whole. */
  readonly whole: number;
  /** p₁^(nᵃ), a being the mean of what had been learnt by each of the moments. */
  readonly expected: number;
  readonly exponent: number;
  readonly lowest: number;
  readonly highest: number;
  /** |expected − whole|. */
  readonly error: number;
  /** Whether `whole` is between the lowest and the highest, to half a percent. */
  readonly inRange: boolean;
};

const STEP_MS = 10 * MINUTE_MS;
/** Exponents are learnt over this time as well: it is over sooner than the horizons are. */
const LESSON_HOURS = 1 / 6;
/** A market is judged once it has shown this many gangs that do not overlap. */
const FEWEST_GANGS = 1;
const ROUNDING = 0.005;
const SIZES = [2, 4, 8, 16, 32, 64] as const;

type Run = { readonly from: Instant; readonly to: Instant; readonly ended: boolean };
type Moment = { readonly at: Instant; readonly up: number; readonly stayed: number };

/**
 * Every ten minutes, of the k nodes of a market that are up, all gangs of n: with f of them gone by the
 * horizon, C(k−f, n) ÷ C(k, n) stay whole. The exponent is learnt from the moments whose time is over.
 */
export function backtestGangs(events: readonly UnitEvent[], horizonHours: readonly number[]): GangFigures[] {
  const markets = Map.groupBy(upLives(events), ({ market }) => market);
  return [...markets].flatMap(([market, runs]) =>
    horizonHours.flatMap((hours) => {
      const judged = momentsOf(runs, hours);
      const lessons = [LESSON_HOURS, hours].map((horizon) => ({
        hours: horizon,
        moments: momentsOf(runs, horizon),
      }));
      return SIZES.flatMap((nodes) => {
        const figures = figuresOf(judged, lessons, nodes, hours);
        return figures ? [{ market, ...figures }] : [];
      });
    }),
  );
}

/** The moments at which two nodes or more are up, and were all watched through the horizon. */
function momentsOf(runs: readonly Run[], hours: number): Moment[] {
  const horizon = hours * HOUR_MS;
  const start = runs.reduce((least, { from }) => Math.min(least, from), Infinity);
  const end = runs.reduce((most, { to }) => Math.max(most, to), 0);
  const moments: Moment[] = [];
  const open = new Set<Run>();
  let next = 0;
  for (let at = Math.ceil(start / STEP_MS) * STEP_MS; at + horizon <= end; at += STEP_MS) {
    for (let run = runs[next]; run && run.from <= at; run = runs[++next]) open.add(run);
    let [up, stayed, unknown] = [0, 0, 0];
    for (const run of open) {
      if (run.to <= at) open.delete(run);
      else {
        up++;
        if (run.to >= at + horizon) stayed++;
        else if (!run.ended) unknown++;
      }
    }
    if (up >= 2 && unknown === 0) moments.push({ at: at as Instant, up, stayed });
    // Sets may lie years apart.
    const coming = runs[next];
    if (open.size === 0 && coming) at = Math.max(at, Math.floor(coming.from / STEP_MS) * STEP_MS);
  }
  return moments;
}

function figuresOf(
  moments: readonly Moment[],
  lessons: readonly Lessons[],
  nodes: number,
  hours: number,
): Omit<GangFigures, 'market'> | undefined {
  const tallies = lessons.map((lesson) => tallyOf(lesson, nodes));
  const sum = { n: 0, one: 0, whole: 0, exponent: 0 };
  for (const { at, up, stayed } of moments) {
    if (up < nodes) continue;
    const trials = tallies.map((tally) => trialsBy(tally, at));
    if (trials.every(({ gangs }) => gangs < FEWEST_GANGS)) continue;
    sum.exponent += learnGangExponent(trials, nodes);
    sum.n++;
    sum.one += stayed / up;
    sum.whole += wholeShare({ up, stayed }, nodes);
  }
  const { n } = sum;
  if (n === 0) return undefined;
  const oneSurvives = sum.one / n;
  const gang = gangSurvival(oneSurvives, nodes, sum.exponent / n);
  const whole = sum.whole / n;
  return {
    ...gang,
    horizonHours: hours,
    n,
    oneSurvives,
    whole,
    error: Math.abs(gang.expected - whole),
    inRange: whole >= gang.lowest - ROUNDING && whole <= gang.highest + ROUNDING,
  };
}

type Lessons = { readonly hours: number; readonly moments: readonly Moment[] };
type Tally = {
  readonly nodes: number;
  readonly hours: number;
  readonly moments: readonly Moment[];
  settled: number;
  n: number;
  one: number;
  whole: number;
};

function tallyOf({ hours, moments }: Lessons, nodes: number): Tally {
  return {
    nodes,
    hours,
    moments: moments.filter(({ up }) => up >= nodes),
    settled: 0,
    n: 0,
    one: 0,
    whole: 0,
  };
}

/**
 * What was known by a moment, no earlier than that of the last call. Moments ten minutes apart share most of
 * their time: they count as far as their horizons do not overlap.
 */
function trialsBy(tally: Tally, at: Instant): GangTrials {
  const horizon = tally.hours * HOUR_MS;
  for (
    let due = tally.moments[tally.settled];
    due && due.at + horizon <= at;
    due = tally.moments[++tally.settled]
  ) {
    tally.n++;
    tally.one += due.stayed / due.up;
    tally.whole += wholeShare(due, tally.nodes);
  }
  const { nodes, n, one, whole } = tally;
  const share = Math.min(STEP_MS / horizon, 1);
  return { nodes, gangs: n * share, whole: whole * share, oneSurvives: n > 0 ? one / n : 1 };
}

function wholeShare({ up, stayed }: Pick<Moment, 'up' | 'stayed'>, nodes: number): number {
  let share = 1;
  for (let node = 0; node < nodes; node++) share *= Math.max(stayed - node, 0) / (up - node);
  return share;
}
