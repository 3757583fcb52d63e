import type { SignalKind } from '#analytics/price-signals.ts';
import type { Billing } from '#units/quote.ts';
import type { Signal } from './store-signals.ts';

/** What a signal is of: all offers of a GPU under one billing, or those of one provider in one region. */
export type SignalLevel = 'INDEX' | 'PROVIDER';

/** Which signals are meant, with every name resolved. Absent parts (null) leave nothing out. */
export type SignalScope = {
  readonly simulated: boolean | null;
  readonly kinds: readonly SignalKind[] | null;
  readonly gpus: readonly string[] | null;
  readonly providers: readonly string[] | null;
  /** Region codes; a country's code covers its subdivisions. */
  readonly regions: readonly string[] | null;
  readonly billing: Billing | null;
  readonly level: SignalLevel | null;
};

/** Whether a signal is in a scope: for signals as they come; the same as the condition of store-signals. */
export function isInSignalScope(scope: SignalScope, signal: Signal): boolean {
  const { simulated, kinds, gpus, providers, regions, billing, level } = scope;
  const country = signal.region?.split('-')[0] ?? null;
  return (
    (simulated === null || simulated === signal.simulated) &&
    has(kinds, signal.kind) &&
    has(gpus, signal.gpu) &&
    has(providers, signal.provider) &&
    (has(regions, signal.region) || has(regions, country)) &&
    (billing === null || billing === signal.billing) &&
    (level === null || (level === 'INDEX') === (signal.provider === null))
  );
}

function has<T>(wanted: readonly T[] | null, value: T | null): boolean {
  return wanted === null || (value !== null && wanted.includes(value));
}
