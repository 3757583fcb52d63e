import { factorAt, weekOf, type HourlyProfile } from '#units/hourly-profile.ts';
import { HOUR_MS, instant, type Instant } from '#units/time.ts';
import { fitProfile, type HourValue } from './hourly-profile-fit.ts';
import { covariancesWith, dot } from './hourly-spread.ts';
import { chanceOfSaving, isWorthTelling, TO_TWENTIETH } from './start-certainty.ts';
import { startsBetween, windowMean, windowWeights } from './window-mean.ts';

/** A run that may wait, in hours. */
export type JudgedRun = { readonly hours: number; readonly within: number };

/** What a profile errs on hours it was not made of, as shares of the yearly mean. */
export type ProfileFigures = {
  readonly n: number;
  readonly mae: number;
  /** Of "always the yearly mean", and of "as at this hour yesterday", which takes a meter that is read live. */
  readonly maeOfMean: number;
  readonly maeOfYesterday: number;
};

/** What picking a run's start by it saved, of what all would have come to that began at once. */
export type ChoiceFigures = JudgedRun & {
  readonly n: number;
  /** Always the lowest of the profile. */
  readonly saved: number;
  readonly worseShare: number;
  /** Only where the saving is more than its error: what is served. */
  readonly savedByRule: number;
  readonly waitShareByRule: number;
  /** Of those that waited by the rule. */
  readonly worseShareByRule: number;
  /** What was said of them: P(saving > 0), on average. */
  readonly saidShareByRule: number;
  readonly oracleSaved: number;
  /** Savings of the lowest that lay within the interval of 90 %. */
  readonly coverage90: number;
};

/** The profile of each half of the weeks, judged on the other half. */
export function judgeProfile(
  hours: readonly HourValue[],
  runs: readonly JudgedRun[],
): { readonly hours: ProfileFigures; readonly choices: readonly ChoiceFigures[] } {
  const values = new Map(hours.map(({ at, value }) => [at, value]));
  const halves = [0, 1].map((parity) => {
    const mine = hours.filter(({ at }) => weekOf(at) % 2 === parity);
    const profile = fitProfile(hours.filter(({ at }) => weekOf(at) % 2 !== parity));
    return { mine, profile };
  });
  return {
    hours: judgeHours(halves, values),
    choices: runs.map((run) => judgeChoices(halves, values, run)),
  };
}

type Half = { readonly mine: readonly HourValue[]; readonly profile: HourlyProfile };

function judgeHours(halves: readonly Half[], values: ReadonlyMap<Instant, number>): ProfileFigures {
  let [n, mae, maeOfMean, maeOfYesterday] = [0, 0, 0, 0];
  for (const { mine, profile } of halves)
    for (const { at, value } of mine) {
      const yesterday = values.get(instant(at - 24 * HOUR_MS));
      if (yesterday === undefined) continue;
      n++;
      mae += Math.abs(value / profile.level - factorAt(profile, at));
      maeOfMean += Math.abs(value / profile.level - 1);
      maeOfYesterday += Math.abs(value - yesterday) / profile.level;
    }
  return { n, mae: mae / n, maeOfMean: maeOfMean / n, maeOfYesterday: maeOfYesterday / n };
}

/** A start is asked for at every hour of the day in turn. */
const EVERY_HOURS = 5;

function judgeChoices(
  halves: readonly Half[],
  values: ReadonlyMap<Instant, number>,
  run: JudgedRun,
): ChoiceFigures {
  const sum = { n: 0, now: 0, saved: 0, waits: 0, worse: 0, inside: 0, oracle: 0 };
  const rule = { saved: 0, waits: 0, worse: 0, said: 0 };
  const starts = startsBetween(0, run.within - run.hours);
  const weights = starts.map((start) => windowWeights(start, run.hours, run.within));
  for (const { mine, profile } of halves) {
    const spread = weights.map((own) => {
      const less = weights[0]!.map((weight, hour) => weight - own[hour]!);
      return profile.level * Math.sqrt(Math.max(0, dot(less, covariancesWith(profile.spread, less))));
    });
    for (let first = 0; first < mine.length; first += EVERY_HOURS) {
      const { at } = mine[first]!;
      const ahead = Array.from({ length: run.within }, (_, hour) => instant(at + hour * HOUR_MS));
      // Not into the week the profile was made of.
      if (weekOf(ahead.at(-1)!) !== weekOf(at)) continue;
      const seen = ahead.map((hour) => values.get(hour) ?? NaN);
      const means = starts.map((start) => windowMean(seen, start, run.hours));
      if (means.some(Number.isNaN)) continue;
      const told = ahead.map((hour) => profile.level * factorAt(profile, hour));
      const said = starts.map((start) => windowMean(told, start, run.hours));
      const savings = said.map((mean) => said[0]! - mean);
      const best = savings.indexOf(Math.max(...savings));
      const got = means[0]! - means[best]!;
      sum.n++;
      sum.now += means[0]!;
      sum.oracle += means[0]! - Math.min(...means);
      sum.saved += got;
      if (best > 0) {
        sum.waits++;
        if (got < 0) sum.worse++;
        if (Math.abs(got - savings[best]!) <= TO_TWENTIETH * spread[best]!) sum.inside++;
      }
      const told2 = savings.map((saving, start) =>
        start > 0 && isWorthTelling(saving, spread[start]!, said[0]!) ? saving : 0,
      );
      const chosen = told2.indexOf(Math.max(...told2));
      if (chosen === 0) continue;
      rule.waits++;
      rule.saved += means[0]! - means[chosen]!;
      rule.said += chanceOfSaving(savings[chosen]!, spread[chosen]!);
      if (means[chosen]! > means[0]!) rule.worse++;
    }
  }
  return {
    ...run,
    n: sum.n,
    saved: sum.saved / sum.now,
    worseShare: sum.worse / sum.waits,
    savedByRule: rule.saved / sum.now,
    waitShareByRule: rule.waits / sum.n,
    worseShareByRule: rule.worse / rule.waits,
    saidShareByRule: rule.said / rule.waits,
    oracleSaved: sum.oracle / sum.now,
    coverage90: sum.inside / sum.waits,
  };
}
