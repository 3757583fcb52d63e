import {
  confidenceOf,
  FEWEST_OUTCOMES,
  forecastAt,
  LEAST_SKILL,
  meanOf,
  type Accuracy,
  type NoSkill,
} from '#analytics/forecast-at.ts';
import type { SeriesForecast } from '#analytics/series-forecast.ts';
import type { Absence } from '#market/graph-absence.ts';
import { formatUsd, microUsd } from '#units/money.ts';
import { percentOf } from '#units/rounding.ts';
import { formatInstant, HOUR_MS, instant, type Instant } from '#units/time.ts';
import type { AskedPrediction } from './asked-predictions.ts';
import type { PriceSeries } from './price-series.ts';
import type { StoredForecast } from './store-predictions.ts';

export type PredictionStatus = 'SKILL' | 'NO_SKILL' | 'ABSENT';
export type Advice = 'WAIT' | 'RENT_NOW' | 'NO_ADVICE';

/** One horizon as it is served. Prices in micro-dollars per GPU-hour. */
export type ServedHorizon = {
  readonly horizonMs: number;
  /** The hour of the clock that lies so far ahead. */
  readonly from: Instant;
  readonly to: Instant;
  readonly status: PredictionStatus;
  readonly absence: Absence | null;
  readonly explanation: string;
  /** At 5 %, 10 % … 95 %; null where it is absent, with the interval. */
  readonly quantiles: readonly number[] | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly confidence: number | null;
  /** Median ÷ newest price − 1. */
  readonly change: number | null;
  /** 1 − mean ÷ newest price: what waiting is expected to save. */
  readonly saving: number | null;
  readonly advice: Advice;
  readonly adviceText: string;
  readonly accuracy: Accuracy | null;
  readonly forecast: StoredForecast | null;
};

/** A prediction as it is served. */
export type ServedPrediction = {
  readonly series: PriceSeries;
  readonly at: Instant;
  /** True where it was asked of the past. */
  readonly isPast: boolean;
  readonly simulated: boolean;
  readonly forecast: StoredForecast | null;
  readonly absence: Absence | null;
  readonly explanation: string | null;
  readonly horizons: readonly ServedHorizon[];
};

/** A market that is told of once a day is no stale one. */
const STALE_AFTER_MS = 36 * HOUR_MS;
/** Waiting is advised from here on: less is within what a forecast is off. */
const WORTH_WAITING = 0.01;

export type Asked = {
  readonly series: PriceSeries;
  readonly at: Instant;
  readonly isPast: boolean;
  readonly simulated: boolean;
  readonly horizonsMs: readonly number[];
};

/** The prediction of a series for each horizon asked for. Pure. */
export function servedPrediction(asked: Asked, known: AskedPrediction): ServedPrediction {
  const { at, horizonsMs, ...rest } = asked;
  const { forecast } = known;
  const why = forecast ? staleness(forecast, at) : known;
  const horizons = horizonsMs.map((horizonMs): ServedHorizon => {
    const from = instant(Math.floor((at + horizonMs) / HOUR_MS) * HOUR_MS);
    const hour = { horizonMs, from, to: instant(from + HOUR_MS), forecast };
    if (forecast && !why) return servedHorizon(hour, forecast);
    return absent(hour, why?.absence ?? 'NOT_OBSERVED', why?.explanation ?? '');
  });
  // What all horizons lack is the prediction's own.
  const first = horizons[0];
  const lacks = first !== undefined && horizons.every(({ absence }) => absence === first.absence);
  return {
    ...rest,
    at,
    simulated: forecast?.isSimulated ?? asked.simulated,
    forecast,
    absence: lacks ? first.absence : null,
    explanation: lacks && first.absence !== null ? first.explanation : null,
    horizons,
  };
}

type Lack = { readonly absence: Absence; readonly explanation: string };

function staleness({ observedTo }: SeriesForecast, at: Instant): Lack | null {
  if (observedTo !== null && at - observedTo <= STALE_AFTER_MS) return null;
  const last = observedTo === null ? 'Nothing' : `Nothing since ${formatInstant(observedTo)}`;
  return {
    absence: 'STALE',
    explanation: `${last} was observed of it: a price that nobody has seen for more than 36 hours cannot be told from.`,
  };
}

type Hour = Pick<ServedHorizon, 'horizonMs' | 'from' | 'to' | 'forecast'>;

function absent(hour: Hour, absence: Absence, explanation: string): ServedHorizon {
  return {
    ...hour,
    status: 'ABSENT',
    absence,
    explanation,
    quantiles: null,
    low: null,
    high: null,
    confidence: null,
    change: null,
    saving: null,
    advice: 'NO_ADVICE',
    adviceText: `No advice: ${lowerFirst(explanation)}`,
    accuracy: null,
  };
}

function servedHorizon(hour: Hour, series: StoredForecast): ServedHorizon {
  const steps = (hour.from - series.through) / HOUR_MS + 1;
  const made = forecastAt(series, Math.max(steps, 1));
  if (made.kind === 'NOT_ENOUGH_DATA') {
    const { outcomes, hoursNeeded } = made;
    return absent(hour, 'NOT_ENOUGH_DATA', lackOf(series, outcomes, hoursNeeded));
  }
  const { noSkill, quantiles, low, high, accuracy } = made;
  const saving = 1 - meanOf(quantiles) / series.price;
  const median = quantiles[(quantiles.length - 1) / 2] ?? NaN;
  const advice = noSkill !== null ? 'NO_ADVICE' : saving >= WORTH_WAITING ? 'WAIT' : 'RENT_NOW';
  const explanation =
    noSkill === null
      ? `Judged by ${accuracy.n} outcomes of this series its error is ${percent(accuracy.skill)} smaller than that of “the price stays”.`
      : WHY_NO_SKILL[noSkill];
  const interval = `80 % interval ${usd(low)} to ${usd(high)}`;
  const expected = `${usd(meanOf(quantiles))} is expected instead of ${usd(series.price)}`;
  const texts: Record<Advice, string> = {
    WAIT: `Wait until ${formatInstant(hour.from)}: ${expected}, ${percent(saving)} less (${interval}).`,
    RENT_NOW: `Rent now: by ${formatInstant(hour.from)} ${expected}, and nothing is gained by waiting (${interval}).`,
    NO_ADVICE: `No advice: ${lowerFirst(explanation)}`,
  };
  return {
    ...hour,
    status: noSkill === null ? 'SKILL' : 'NO_SKILL',
    absence: null,
    explanation,
    quantiles,
    low,
    high,
    confidence: confidenceOf(quantiles),
    change: median / series.price - 1,
    saving,
    advice,
    adviceText: texts[advice],
    accuracy,
  };
}

const WHY_NO_SKILL: Record<NoSkill, string> = {
  CONSTANT: 'The price has never changed: “it stays” cannot be beaten.',
  NOT_BETTER: `No forecast has beaten “the price stays” on this series by ${percent(LEAST_SKILL)} of its error: this is the newest price, with how far prices went from there.`,
  UNPRECEDENTED:
    'The price has just left its level further than it ever did: what was learnt before is no evidence for what follows, and the newest price stands, with how far prices went from there before.',
};

function lackOf(series: StoredForecast, outcomes: number, hoursNeeded: number): string {
  const { observedHours, gapEnd, observedSinceGap } = series;
  if (gapEnd !== null && observedSinceGap < hoursNeeded) {
    return `After a gap of days that ended ${formatInstant(gapEnd)} it was observed in ${observedSinceGap} hours; ${hoursNeeded} are needed.`;
  }
  if (observedHours < hoursNeeded) {
    return `It was observed in ${observedHours} hours; this horizon needs ${hoursNeeded}, to learn from and be judged by.`;
  }
  return `Forecasts so far ahead were judged by ${outcomes} outcomes of this series; ${FEWEST_OUTCOMES} are needed. It was observed in ${observedHours} of ${series.hours} hours.`;
}

function usd(micros: number): string {
  return `$${formatUsd(microUsd(Math.round(micros / 100) * 100))}`;
}

function percent(share: number | null): string {
  return `${percentOf(share ?? 0, 1)} %`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
