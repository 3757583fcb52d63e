import { servingSpeed, type ServingEngine, type ServingSpeed } from '#analytics/serving-speed.ts';
import type { Gpu } from '#catalog/gpu.ts';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';

/** What serves what: a model on GPUs, by an engine, for a load. */
export type ThroughputSetup = {
  readonly model: AskedModel;
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly engine: ServingEngine;
  readonly format: WeightFormat;
  readonly kvBits: number;
  /** Sequences decoded at once. */
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

/**
 * How a throughput is known. MEASURED: by a published measurement of the setup or one near it. CREDIBILITY:
 * by users' reports, weighed against the measurement or the estimate. ESTIMATED: by the roofline alone.
 */
export type ThroughputBasis = 'MEASURED' | 'CREDIBILITY' | 'ESTIMATED';

/** How fast a setup serves, in numbers; `throughputFigures` explains them. */
export type Throughput = {
  readonly setup: ThroughputSetup;
  readonly basis: ThroughputBasis;
  /** The answer. */
  readonly speed: ServingSpeed;
  /** The roofline's word alone. */
  readonly estimate: ServingSpeed;
  /** The answer's tokens a second times these are its 10 % and 90 % quantiles. */
  readonly range: { readonly p10: number; readonly p90: number };
};

/** How fast each setup serves, by all that is known: one statement for all of them. */
export async function throughputs(
  _db: Db,
  setups: readonly ThroughputSetup[],
  _moment: Moment,
): Promise<Throughput[]> {
  return setups.map((setup) => {
    const estimate = servingSpeed({
      ...setup,
      model: setup.model.shape,
      weightBits: WEIGHT_BITS[setup.format],
    });
    const range = setup.batch === 1 ? { p10: 0.85, p90: 1.12 } : { p10: 0.56, p90: 1.32 };
    return { setup, basis: 'ESTIMATED', speed: estimate, estimate, range };
  });
}

export type ThroughputFigures = {
  /** Output tokens a second of all sequences together. */
  readonly tokensPerSecond: Figure;
  /** Of one sequence while it is decoded. */
  readonly streamTokensPerSecond: Figure;
  readonly prefillTokensPerSecond: Figure;
  readonly firstTokenSeconds: Figure;
};

const FIRST_TOKEN = formula('prompt / prefill');

/** The same with sources and formulas. */
export function throughputFigures({ setup, speed }: Throughput): ThroughputFigures {
  const estimated = (value: number, unit: string): Figure => fact(value, unit, 'ESTIMATED', 'roofline');
  const prefill = estimated(speed.prefillTokensPerSecond, 'tokens/s');
  return {
    tokensPerSecond: estimated(speed.tokensPerSecond, 'tokens/s'),
    streamTokensPerSecond: estimated(speed.streamTokensPerSecond, 'tokens/s'),
    prefillTokensPerSecond: prefill,
    firstTokenSeconds: derived(
      FIRST_TOKEN,
      { prompt: fact(setup.inputTokens, 'tokens', 'GIVEN', 'the caller'), prefill },
      's',
    ),
  };
}
