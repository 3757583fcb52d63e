import type { Context } from '#graph/context.ts';
import { HOUR_MS } from '#units/time.ts';
import { keepAnswer } from './keep-answer.ts';
import type { PriceSeries } from './price-series.ts';
import type { DecidedRun, RunReason } from './run-decision.ts';
import type { AskedRun } from './run-situation.ts';

/** Reasons that are judgements of the market: of others nothing can be learnt. */
const JUDGED: ReadonlySet<RunReason> = new Set([
  'LOW_FOR_THE_WEEK',
  'UNDER_RESERVATION',
  'WORTH_WAITING',
  'NOT_LOWER',
  'LOWER_LATER',
]);

/** Keeps a decision that could have gone either way, for the scoreboard. */
export function keepRun(
  context: Pick<Context, 'answers'>,
  series: PriceSeries,
  price: number,
  { at, pricing }: AskedRun,
  { decision, reason, start, takeAt, latestStart, machineHours, paidHours, expected, options }: DecidedRun,
): void {
  const [now] = options;
  if (!JUDGED.has(reason) || latestStart - at < HOUR_MS || !now || !expected || start === null) return;
  keepAnswer(context, {
    kind: 'RUN_OR_WAIT',
    series,
    madeAt: at,
    price,
    waits: decision === 'WAIT_UNTIL',
    isLocked: pricing === 'LOCKED',
    takeAt,
    startAt: takeAt === null ? start : latestStart,
    deadline: latestStart,
    runHours: machineHours,
    expectedSaving: 1 - (expected.mean * paidHours) / (now.mean * machineHours),
  });
}
