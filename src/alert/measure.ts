import { holds, isOver } from '#analytics/alert-condition.ts';
import type { AlertMeasure, AlertRule as MachineRule } from '#analytics/alert-machine.ts';
import type { Absence } from '#market/graph-absence.ts';
import type { AlertRule } from './alert.ts';
import { valueOf } from './figures.ts';
import type { Reading } from './reading.ts';

/** An alert as the machine runs it: its hysteresis in the threshold's unit. */
export function machineRule({ condition, threshold, hysteresis, ...times }: AlertRule): MachineRule {
  return {
    condition: { kind: condition, threshold, hysteresis: (threshold * hysteresis) / 100 },
    ...times,
  };
}

/**
 * A reading as the measure of a condition. Who is silent may be cheaper, or have more, than who is heard: where that
 * would decide otherwise, the measure is unknown, so that a provider's failure is neither a surge nor a sell-out.
 * That nothing is listed, or all of it taken, is a fact about availability and none about a price.
 */
export function measureOf({ condition }: MachineRule, reading: Reading): AlertMeasure<Reading, Absence> {
  const { price, unheardPrice, mayBeMore } = reading;
  const value = valueOf(condition.kind, reading);
  if (value === null) return { value, reason: reading.absence ?? 'NOT_ENOUGH_DATA' };
  const isCount = condition.kind === 'AVAILABLE';
  const lower = price !== null && unheardPrice !== null && unheardPrice < price;
  const possible = isCount
    ? mayBeMore
      ? Infinity
      : value
    : ((lower ? valueOf(condition.kind, { ...reading, price: unheardPrice }) : null) ?? value);
  const isSure =
    holds(condition, value) === holds(condition, possible) &&
    isOver(condition, value) === isOver(condition, possible);
  if (isSure) return { value, seen: reading };
  return { value: null, reason: isCount ? 'NOT_ENOUGH_DATA' : 'STALE' };
}
