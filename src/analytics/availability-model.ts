import { HOUR_MS, type Instant } from '#units/time.ts';
import { chanceLosses, learnChances, mixedChance, type ChanceLosses } from './chance-mix.ts';
import {
  learnOutcome,
  logistic,
  logit,
  logitOfShare,
  logOdds,
  onlineLogistic,
  type OnlineLogistic,
} from './online-logistic.ts';
import { dropRate, lastDay, recordState, runAge, upHistory, type UpHistory } from './up-history.ts';

/**
 * P(up through t | up now): a logistic of five things known now, mixed with plainer forecasters (below):
 *   c₀ + c₁·logit(base rate) + c₂·ln(run age + ⅙ h) + c₃·logit(share of the last 24 h up)
 *      + c₄·ln(drops per hour up in 24 h + .02)
 * The base rate is the share of the unit's own earlier hours up that were followed by t hours without a drop.
 * The coefficients come from SkyPilot's spot traces (AWS V100 and K80 zones, 2022 and 2023; NSDI 2024)
 * and go on learning from the outcomes of the units at hand.
 */
const ANCHORS = [
  { hours: 1, prior: [-0.2, 0.49, 0.49, 0.15, -0.1], usual: 0.75 },
  { hours: 4, prior: [-1.06, 0.53, 0.25, 0.18, -0.27], usual: 0.5 },
  { hours: 12, prior: [-1.95, 0.66, 0.08, 0.36, -0.34], usual: 0.27 },
] as const;

/** Where the coefficients are anchored, in hours; between two the log-odds are linear in ln t. */
export const ANCHOR_HOURS: readonly number[] = ANCHORS.map(({ hours }) => hours);

/** How far a coefficient may be off for a market that is not among the traces: a standard deviation of .1. */
const PRIOR_VARIANCE = 0.01;
/** Outcomes all units share count as this many of a unit's own. */
const SHARED_OUTCOMES = 60;
/** Outcomes of markets at large that all units begin with, at each anchor's usual rate. */
const USUAL_OUTCOMES = 10;
/** Lives end early more often than late: the Weibull shape of spot lives is .49–.62. */
const WEIBULL_SHAPE = 0.55;

/**
 * Beside the logistic stand what is said of all units, of this one, and by an exponential life, where the past is
 * like that: P(up through t) is mixed from the four by how well each has done.
 */
const PRIOR_SHARES = [0.73, 0.09, 0.09, 0.09] as const;
/** No forecaster is surer than this: one outcome must not undo what it says. */
const LEAST_CHANCE = 0.005;

type Tally = { tried: number; survived: number };

/** What all units of a market teach together; a new outcome changes it in place. */
export type AvailabilityModel = {
  readonly regressions: readonly OnlineLogistic[];
  readonly tallies: readonly Tally[];
  readonly losses: readonly ChanceLosses[];
};

type Origin = {
  readonly at: Instant;
  readonly features: readonly (readonly number[])[];
  readonly chances: readonly (readonly number[])[];
  endedAt?: Instant;
};

/** What is kept of one unit: its history, and by anchor its tally and the origins whose end is to come. */
export type AvailabilityUnit = {
  readonly history: UpHistory;
  readonly tallies: readonly Tally[];
  readonly losses: readonly ChanceLosses[];
  readonly open: readonly Origin[][];
};

export function availabilityModel(): AvailabilityModel {
  return {
    regressions: ANCHORS.map(({ prior }) => onlineLogistic(prior, PRIOR_VARIANCE)),
    tallies: ANCHORS.map(({ usual }) => ({ tried: USUAL_OUTCOMES, survived: USUAL_OUTCOMES * usual })),
    losses: ANCHORS.map(() => chanceLosses(PRIOR_SHARES.length)),
  };
}

export function availabilityUnit(): AvailabilityUnit {
  return {
    history: upHistory(),
    tallies: ANCHORS.map(() => ({ tried: 0, survived: 0 })),
    losses: ANCHORS.map(() => chanceLosses(PRIOR_SHARES.length)),
    open: ANCHORS.map(() => []),
  };
}

/** Takes in that a unit is up or down from `at` on, or no longer watched (undefined). */
export function observeUnit(unit: AvailabilityUnit, at: Instant, isUp: boolean | undefined): void {
  if (unit.history.isUp && isUp === false) {
    for (const origins of unit.open) for (const origin of origins) origin.endedAt ??= at;
  }
  // What was not watched to its end says nothing, also where it is known to have failed: only the
  // failures of such a stretch would count.
  if (isUp === undefined) {
    unit.open.forEach((origins, index) => {
      const horizon = ANCHORS[index]!.hours * HOUR_MS;
      const ended = origins.filter(({ at: from }) => from + horizon <= at);
      origins.splice(0, origins.length, ...ended);
    });
  }
  recordState(unit.history, at, isUp);
}

/** How one origin ended, at one of the anchors. */
export type AvailabilityOutcome = {
  readonly hours: number;
  readonly origin: Instant;
  readonly survived: boolean;
};

/** Learns from the origins of a unit whose time is over at `at`, and tells them. Comes before the states of `at`. */
export function settleUnit(
  model: AvailabilityModel,
  unit: AvailabilityUnit,
  at: Instant,
): AvailabilityOutcome[] {
  const outcomes: AvailabilityOutcome[] = [];
  unit.open.forEach((origins, index) => {
    const { hours } = ANCHORS[index]!;
    while (origins[0] && origins[0].at + hours * HOUR_MS <= at) {
      const { at: origin, features, chances, endedAt } = origins.shift()!;
      const survived = endedAt === undefined || endedAt >= origin + hours * HOUR_MS;
      for (const tally of [model.tallies[index]!, unit.tallies[index]!]) {
        tally.tried++;
        if (survived) tally.survived++;
      }
      // Hourly origins share all but an hour of their time: about one in `hours` is news.
      learnOutcome(model.regressions[index]!, features[index]!, survived, 1 / hours);
      for (const losses of [model.losses[index]!, unit.losses[index]!])
        learnChances(losses, chances[index]!, survived, 1 / hours);
      outcomes.push({ hours, origin, survived });
    }
  });
  return outcomes;
}

/**
 * Opens an origin at `at`, once an hour, that later teaches how such a moment ended, and tells what is said of
 * it now: P(up through t) by anchor. None where the unit is not up.
 */
export function openOrigin(
  model: AvailabilityModel,
  unit: AvailabilityUnit,
  at: Instant,
): number[] | undefined {
  const known = knownAt(model, unit, at);
  if (!known) return undefined;
  const { features, chances } = known;
  for (const origins of unit.open) origins.push({ at, features, chances });
  return oddsOf(model, unit, chances).map(logistic);
}

/**
 * P(up through `hours` | up at `at`); undefined where the unit is not up. Between the anchors the log-odds are
 * linear in ln t; under 1 h and over 12 h the survival of the nearest anchor is carried on by a Weibull life of
 * shape .55 and the unit's age, which beyond 12 h is extrapolation.
 */
export function availableThrough(
  model: AvailabilityModel,
  unit: AvailabilityUnit,
  at: Instant,
  hours: number,
): number | undefined {
  const known = knownAt(model, unit, at);
  if (!known) return undefined;
  const { age, chances } = known;
  const odds = oddsOf(model, unit, chances);
  const next = ANCHOR_HOURS.findIndex((anchor) => anchor >= hours);
  if (next > 0) {
    const [from, to] = [ANCHOR_HOURS[next - 1]!, ANCHOR_HOURS[next]!];
    const share = Math.log(hours / from) / Math.log(to / from);
    return logistic(odds[next - 1]! + share * (odds[next]! - odds[next - 1]!));
  }
  const nearest = next === 0 ? 0 : ANCHOR_HOURS.length - 1;
  const hazard = (time: number): number => (age + time) ** WEIBULL_SHAPE - age ** WEIBULL_SHAPE;
  return logistic(odds[nearest]!) ** (hazard(hours) / hazard(ANCHOR_HOURS[nearest]!));
}

/** The share of earlier hours up, of all units, that were followed by `hours` without a drop, by anchor. */
export function pooledRates({ tallies }: AvailabilityModel): number[] {
  return tallies.map(({ tried, survived }) => survived / tried);
}

type Known = {
  readonly age: number;
  readonly features: readonly (readonly number[])[];
  /** What each of the forecasters says, by anchor. */
  readonly chances: readonly (readonly number[])[];
};

function knownAt(model: AvailabilityModel, unit: AvailabilityUnit, at: Instant): Known | undefined {
  const age = runAge(unit.history, at);
  if (age === undefined) return undefined;
  const { watchedHours, upHours, drops } = lastDay(unit.history, at);
  const lately = logitOfShare((upHours + 0.5) / (watchedHours + 1));
  const dropping = Math.log(drops / Math.max(upHours, 1 / 6) + 0.02);
  const shared = pooledRates(model);
  const rate = dropRate(unit.history, at);
  const features = shared.map((of, index) => {
    const { tried, survived } = unit.tallies[index]!;
    const base = (survived + SHARED_OUTCOMES * of) / (tried + SHARED_OUTCOMES);
    return [1, logitOfShare(base), Math.log(age + 1 / 6), lately, dropping];
  });
  const chances = features.map((own, index) =>
    [
      logistic(logOdds(model.regressions[index]!, own)),
      shared[index]!,
      logistic(own[1]!),
      Math.exp(-rate * ANCHORS[index]!.hours),
    ].map((chance) => Math.min(Math.max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE)),
  );
  return { age, features, chances };
}

/** The log-odds of the mixture, by anchor. */
function oddsOf(model: AvailabilityModel, unit: AvailabilityUnit, chances: Known['chances']): number[] {
  const odds = chances.map((said, index) =>
    logit(mixedChance(said, PRIOR_SHARES, unit.losses[index]!, model.losses[index]!)),
  );
  // Longer is never safer, whatever each anchor has learnt for itself.
  odds.forEach((value, index) => (odds[index] = Math.min(value, odds[index - 1] ?? Infinity)));
  return odds;
}
