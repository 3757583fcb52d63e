import { RESERVATION_SLACK, WEEK_LEVEL } from '#analytics/run-or-wait.ts';
import { formatUsd, microUsd } from '#units/money.ts';
import { formatInstant, HOUR_MS } from '#units/time.ts';
import type { DecidedRun, RunReason } from './run-decision.ts';
import type { Fallback } from './run-fallback.ts';
import type { AskedRun } from './run-situation.ts';

type Known = {
  readonly price: number | null;
  readonly onDemand: number | null;
  readonly explanation: string | null;
  readonly fallback: Fallback | null;
};

/** The decision in words, with its reason and what to do next. */
export function runWords(asked: AskedRun, decided: DecidedRun, known: Known): string {
  const told = [REASONS[decided.reason](asked, decided, known), fallbackWords(asked, decided, known)];
  return told.filter((words) => words !== '').join(' ');
}

type Words = (asked: AskedRun, decided: DecidedRun, known: Known) => string;

const usd = (micros: number | null | undefined): string =>
  micros == null || !Number.isFinite(micros) ? 'any price' : `$${formatUsd(microUsd(Math.round(micros)))}`;
const hours = (value: number): string => `${Number(value.toFixed(2))} h`;
const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

const whenOverMost: Words = ({ mostPrice, deadline }, { start, latestStart, missProbability }, { price }) =>
  [
    `Wait: ${usd(price)} is over the ${usd(mostPrice)} that it may cost.`,
    start && start < latestStart ? `It is expected to be lowest about ${formatInstant(start)}.` : '',
    `Begin once it is at or under that, at the latest ${formatInstant(latestStart)} to be done by ${formatInstant(deadline)}.`,
    missProbability === null
      ? ''
      : `It may never be: the deadline is missed with ${percent(missProbability)}.`,
  ]
    .filter((words) => words !== '')
    .join(' ');

const REASONS: Record<RunReason, Words> = {
  NO_TIME: ({ at, deadline, workHours }, { decision }) => {
    const left = (deadline - at) / HOUR_MS;
    const do_ =
      decision === 'USE_ON_DEMAND' ? 'Use on-demand now' : decision === null ? 'No advice' : 'Run now';
    return `${do_}: the work takes ${hours(workHours)} and ${hours(left)} are left, so that the deadline is missed by ${hours(workHours - left)} whatever is done.`;
  },
  NO_PRICE: (_asked, { decision }, { onDemand, explanation }) => {
    const why = explanation ?? 'Its price is not known.';
    return decision === 'USE_ON_DEMAND'
      ? `Use on-demand, at ${usd(onDemand)}: no spot price is known. ${why}`
      : `No advice, as no price is known. ${why}`;
  },
  NO_FORECAST: (_asked, _decided, { price, explanation }) =>
    `Run now, at ${usd(price)}: there is no forecast, and so no reason to wait. ${explanation ?? ''}`.trim(),
  NO_SLACK: (_asked, _decided, { onDemand, fallback }) =>
    `Use on-demand, at ${usd(onDemand)}: ${hours(fallback?.slackHours ?? 0)} are left beyond the work, and an interruption on spot needs ${hours(fallback?.safetySlackHours ?? 0)} (two restarts and ten minutes).`,
  SPOT_DEARER: (_asked, { machineHours }, { price, onDemand }) =>
    `Use on-demand, at ${usd(onDemand)}: on spot, at ${usd(price)}, interruptions make it ${hours(machineHours)} on the machine, and no start within the deadline is expected to cost less.`,
  SPOT_ENDLESS: ({ mostPrice }, { decision }, { onDemand }) => {
    const why = 'spot machines are interrupted so often that the work would take over 100 times as long';
    if (decision === 'USE_ON_DEMAND') return `Use on-demand, at ${usd(onDemand)}: ${why}.`;
    return onDemand === null
      ? `No advice: ${why}, and no on-demand price is known. Ask for another provider or region.`
      : `No advice: ${why}, and on-demand, at ${usd(onDemand)}, is over the ${usd(mostPrice)} that it may cost.`;
  },
  OVER_MOST: whenOverMost,
  DEADLINE: (_asked, _decided, { price }) => `Run now, at ${usd(price)}: less than an hour is left to wait.`,
  LOW_FOR_THE_WEEK: (_asked, _decided, { price }) =>
    `Run now: ${usd(price)} is among the lowest ${percent(WEEK_LEVEL)} of the last seven days.`,
  UNDER_RESERVATION: (_asked, _decided, { price }) =>
    `Run now: ${usd(price)} is no more than ${percent(RESERVATION_SLACK - 1)} over what waiting is expected to come to.`,
  WORTH_WAITING: ({ deadline }, { takeAt, start, latestStart, expected, cheaperShare }, { price }) =>
    [
      `Wait: ${usd(price)} is above ${usd(takeAt)}, which is worth beginning at.`,
      `Ask again each hour and begin as soon as that is offered, at the latest ${formatInstant(latestStart)} to be done by ${formatInstant(deadline)};`,
      `the price is expected to be lowest about ${formatInstant(start ?? latestStart)}.`,
      expected
        ? `This is expected to end at ${usd(expected.mean)} (80 % interval ${usd(expected.low)} to ${usd(expected.high)}), and to be cheaper than now with ${percent(cheaperShare ?? 0)}.`
        : '',
    ].join(' '),
  NOT_LOWER: (_asked, _decided, { price }) =>
    `Run now, at ${usd(price)}: no later start is expected to be cheaper by more than 1 % over the whole run.`,
  LOWER_LATER: (_asked, { start, expected, options }) =>
    `Wait until ${start ? formatInstant(start) : ''}: a run from then is expected to pay ${usd(expected?.mean)} on average, and one from now ${usd(options[0]?.mean)}.`,
};

function fallbackWords({ billing }: AskedRun, { decision }: DecidedRun, { fallback }: Known): string {
  if (billing === 'ON_DEMAND' || !fallback || decision === null || decision === 'USE_ON_DEMAND') return '';
  return `Fall back on on-demand by progress: without spot idle until ${formatInstant(fallback.idleUntil)}, then go on demand and back to spot while more than ${hours(fallback.returnSlackHours)} are left beyond the work; with nothing done, be on demand from ${formatInstant(fallback.onDemandFrom)} on to stay. Then the deadline is met as long as on-demand can be had.`;
}
