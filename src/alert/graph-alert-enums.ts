import { builder } from '#graph/builder.ts';
import type { AlertStateName, ConditionKind } from './alert.ts';

const CONDITIONS: Readonly<Record<ConditionKind, string>> = {
  BELOW: 'The lowest price per GPU-hour is below the threshold.',
  ABOVE: 'The lowest price per GPU-hour is above the threshold.',
  DROP: 'The lowest price is under its mean of the last 24 whole hours (UTC) by more than the threshold, in percent.',
  SURGE:
    'The lowest price is over its mean of the last 24 whole hours (UTC) by more than the threshold, in percent.',
  AVAILABLE: 'At least as many GPUs can be rented as the threshold says.',
};

export const ConditionEnum = builder.enumType('AlertConditionKind', {
  description: 'What an alert waits for.',
  values: Object.fromEntries(
    Object.entries(CONDITIONS).map(([kind, description]) => [kind, { description }]),
  ) as Record<ConditionKind, { description: string }>,
});

const STATES: Readonly<Record<AlertStateName, string>> = {
  NORMAL: 'The condition does not hold, or nobody knows.',
  PENDING: 'The condition holds, and has not held for as long as `forAtLeast` asks.',
  FIRING: 'The alert has fired, and the condition is not over yet.',
  RECOVERING:
    'The condition is over, and the cool-down after the firing lasts: what holds again waits for its end.',
};

export const AlertStateEnum = builder.enumType('AlertState', {
  description: 'Where an alert stands: NORMAL → PENDING → FIRING → RECOVERING → NORMAL.',
  values: Object.fromEntries(
    Object.entries(STATES).map(([state, description]) => [state, { description }]),
  ) as Record<AlertStateName, { description: string }>,
});
