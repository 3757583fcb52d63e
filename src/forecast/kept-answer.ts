import { HOUR_MS, type Instant } from '#units/time.ts';
import type { PriceSeries } from './price-series.ts';

type Served = {
  readonly series: PriceSeries;
  readonly madeAt: Instant;
  /** Micro-dollars per GPU-hour, as all prices here: what it cost when the answer was made. */
  readonly price: number;
};

export type PredictionAnswer = Served & {
  readonly kind: 'PREDICTION';
  /** The hour of the clock it is about lies so far ahead. */
  readonly horizonMs: number;
  /** The 80 % interval and the median. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
};

export type DecisionAnswer = Served & {
  readonly kind: 'RUN_OR_WAIT';
  readonly waits: boolean;
  /** Whether the price is locked at the start, or floats while the job runs. */
  readonly isLocked: boolean;
  /** Wait for this price or a lower one; null for waiting until `startAt`. */
  readonly takeAt: number | null;
  /** When a job that waits begins; where it waits for a price, at the latest. */
  readonly startAt: Instant;
  /** The latest time it may begin. */
  readonly deadline: Instant;
  readonly runHours: number;
  /** 1 − what was expected to be paid ÷ what beginning at once was. */
  readonly expectedSaving: number;
};

export type Answer = PredictionAnswer | DecisionAnswer;

/** An answer as it is kept: with what names its question, and the hours that will tell what became of it. */
export type KeptAnswer = {
  readonly answer: Answer;
  readonly question: string;
  readonly hour: Instant;
  readonly horizonHours: number;
  readonly from: Instant;
  readonly to: Instant;
};

/** Answers are the same all hour: of equal ones, one is kept. */
export function keptAnswer(answer: Answer): KeptAnswer {
  const { kind, madeAt, series } = answer;
  const { gpu, gpuName, provider, billing, region, simulated } = series;
  const hour = hourOf(madeAt);
  const about = [kind, gpu, gpuName, provider, billing, region, simulated];
  if (answer.kind === 'PREDICTION') {
    const horizonHours = Math.round(answer.horizonMs / HOUR_MS);
    const from = hourOf((madeAt + answer.horizonMs) as Instant);
    const question = JSON.stringify([...about, horizonHours]);
    return { answer, question, hour, horizonHours, from, to: (from + HOUR_MS) as Instant };
  }
  const { deadline, isLocked, runHours } = answer;
  const horizonHours = hoursFrom(hour, deadline);
  const question = JSON.stringify([...about, horizonHours, isLocked, Math.round(runHours * 100) / 100]);
  // A locked price is known at the start; a floating one once the last run that could be has ended.
  const lastHours = isLocked ? horizonHours + 1 : horizonHours + Math.ceil(runHours);
  return { answer, question, hour, horizonHours, from: hour, to: (hour + lastHours * HOUR_MS) as Instant };
}

/** Whole hours of the clock from the one that begins at `hour` to that of an instant; 0 for its own. */
export function hoursFrom(hour: Instant, at: Instant): number {
  return Math.max(0, Math.floor((at - hour) / HOUR_MS));
}

function hourOf(at: Instant): Instant {
  return (Math.floor(at / HOUR_MS) * HOUR_MS) as Instant;
}
