import { formatUsd } from '#units/money.ts';
import { formatInstant } from '#units/time.ts';
import type { BudgetAlertBody } from './budget-alert.ts';
import { periodAt } from './period.ts';

/** An alert as a sentence that stands alone, for whoever reads no figures: a chat, a mail. */
export function alertWords(body: BudgetAlertBody): string {
  const { budget, kind, threshold, spent, reserved, chance } = body;
  const sum = `${formatUsd(spent)} of ${formatUsd(budget.amount)} USD`;
  const held = reserved > 0 ? `, and ${formatUsd(reserved)} reserved` : '';
  const whose = `Budget "${budget.name}" (${counted(budget)})`;
  switch (kind) {
    case 'THRESHOLD':
      return `${whose} has passed ${threshold} %: ${sum} spent${held} ${within(body)}.`;
    case 'FORECAST':
      return `${whose} will probably be exceeded: ${sum} spent${held} ${within(body)}, and the burn forecast gives ${Math.round((chance ?? 0) * 100)} % that it is not enough.`;
    case 'PERIOD_ENDED':
      return `${whose}: its ${budget.period.toLowerCase()} ended with ${sum} spent${held} ${within(body)}.${missed(body)}`;
  }
}

function counted({ scope, scopeName }: BudgetAlertBody['budget']): string {
  return scope === 'EVERYTHING' ? 'everything' : `${scope.toLowerCase()} "${scopeName}"`;
}

/** "in November 2026 (Europe/Berlin)", "on 2026-11-22 (Europe/Berlin)": the period by the clock of the budget then. */
function within({ budget, startsAt, endsAt }: BudgetAlertBody): string {
  const { period, timeZone } = budget;
  if (period === 'TOTAL' || endsAt === null) return 'in all';
  const named = periodAt(period, timeZone, startsAt);
  // A zone whose rules were changed since has other days than those it was told of: only instants name them then.
  if (named.startsAt !== startsAt || named.endsAt !== endsAt)
    return `from ${formatInstant(startsAt)} to ${formatInstant(endsAt)}`;
  const first = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(timeZone).toPlainDate();
  if (period === 'DAY') return `on ${first.toString()} (${timeZone})`;
  return `in ${first.toLocaleString('en', { month: 'long', year: 'numeric' })} (${timeZone})`;
}

function missed({ untold }: BudgetAlertBody): string {
  if (untold === 0) return '';
  return untold === 1
    ? ' One earlier period ended unseen and is not told.'
    : ` ${untold} earlier periods ended unseen and are not told one by one.`;
}
