import type { GpuSlug } from '#units/gpu.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import type { Reading } from './reading.ts';

/** What an alert is about, with every name resolved. Absent parts (null) leave nothing out. */
export type AlertScope = {
  readonly gpu: GpuSlug;
  readonly billing: Billing | null;
  /** Sorted. */
  readonly providers: readonly string[] | null;
  /** Region codes, sorted; a country's code covers its subdivisions. */
  readonly regions: readonly string[] | null;
  /** True for simulated providers alone, false for real ones alone; null where `providers` chooses. */
  readonly simulated: boolean | null;
};

export type ConditionKind = 'BELOW' | 'ABOVE' | 'DROP' | 'SURGE' | 'AVAILABLE';

/** When an alert fires, as its owner said it. */
export type AlertRule = {
  readonly condition: ConditionKind;
  /** Micro-dollars per GPU-hour (BELOW, ABOVE), percent of the last day's mean (DROP, SURGE), GPUs (AVAILABLE). */
  readonly threshold: number;
  /** How far it must be over again before the alert ends, in percent of the threshold. */
  readonly hysteresis: number;
  readonly forMs: number;
  readonly coolDownMs: number;
};

/** An alert as its owner wants it. */
export type AlertPlan = AlertRule & {
  readonly name: string;
  readonly scope: AlertScope;
  /** Regions as they were asked for, continents among them; null where none were. */
  readonly askedRegions: readonly string[] | null;
  readonly enabled: boolean;
};

export type AlertStateName = 'NORMAL' | 'PENDING' | 'FIRING' | 'RECOVERING';

/** An alert as it is kept, and where it stands. */
export type Alert = AlertPlan & {
  readonly id: string;
  readonly owner: OwnerId;
  /** The key it was made under; null for none. */
  readonly idempotencyKey: string | null;
  readonly digest: string;
  readonly series: number;
  readonly state: AlertStateName;
  readonly since: Instant;
  readonly dueAt: Instant | null;
  readonly firedAt: Instant | null;
  readonly fired: number;
  /** What was last seen of what it is about; null where it has not been judged yet. */
  readonly reading: Reading | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

/** Names a scope among all; equal ones alone have the same name. */
export function scopeName({ gpu, billing, providers, regions, simulated }: AlertScope): string {
  return JSON.stringify([gpu, billing, providers, regions, simulated]);
}
