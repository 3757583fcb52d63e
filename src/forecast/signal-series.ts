import type { Billing } from '#units/quote.ts';

/**
 * One price over time: of all offers of a GPU under one billing, or of those of a provider, in a region. Prices
 * of the simulated market and of the real one are never one series.
 */
export type SignalSeries = {
  readonly gpu: string;
  readonly billing: Billing;
  readonly simulated: boolean;
  readonly provider: string | null;
  readonly region: string | null;
};

/** Names a series among all; equal ones alone have the same name. */
export function nameOfSeries({ gpu, billing, simulated, provider, region }: SignalSeries): string {
  return `${gpu} ${billing} ${simulated ? 'SIMULATED' : 'REAL'} ${provider ?? '*'} ${region ?? '*'}`;
}
