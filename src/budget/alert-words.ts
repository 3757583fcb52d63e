import { formatUsd } from '#units/money.ts';
import { formatInstant } from '#units/time.ts';
import type { BudgetAlertBody } from './budget-alert.ts';

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

function within({ startsAt, endsAt }: BudgetAlertBody): string {
  return endsAt === null ? 'in all' : `from ${formatInstant(startsAt)} to ${formatInstant(endsAt)}`;
}

function missed({ untold }: BudgetAlertBody): string {
  return untold === 0 ? '' : ` ${untold} earlier periods ended unseen and are not told one by one.`;
}
