import type { ServingSetup } from './serving-setup.ts';

/** How far estimates are from measurements: quantiles of estimate ÷ measured, and the median of |ln|. */
export type EstimatorError = {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly medianAbsLog: number;
  /** On what data, and that it was not fitted on it. */
  readonly heldOut: string;
};

/**
 * Of `servingSpeed`, every model in turn by constants fitted on the others: the rows of docs/accuracy.md for
 * llama.cpp, and for TensorRT-LLM, whose are the worse of what serves batches.
 */
export const THROUGHPUT_ERROR: Readonly<Record<'SINGLE_STREAM' | 'BATCHED', EstimatorError>> = {
  SINGLE_STREAM: {
    p10: 0.9,
    p50: 1,
    p90: 1.09,
    medianAbsLog: 0.053,
    heldOut: 'llama.cpp of May 2024, one stream, each model by constants fitted on the others',
  },
  BATCHED: {
    p10: 0.77,
    p50: 1,
    p90: 1.73,
    medianAbsLog: 0.235,
    heldOut: 'TensorRT-LLM in MLPerf Inference v5.1, each model by constants fitted on the others',
  },
};

/** Half of a normal distribution lies within this many standard deviations. */
const MEDIAN_ABS_OF_NORMAL = 0.6745;

/** One stream of llama.cpp is what the first was found on; everything else is as far off as batches are. */
export function errorOf({ engine, batch }: Pick<ServingSetup, 'engine' | 'batch'>): EstimatorError {
  const isSingle = batch === 1 && (engine === 'LLAMA_CPP' || engine === 'OLLAMA');
  return isSingle ? THROUGHPUT_ERROR.SINGLE_STREAM : THROUGHPUT_ERROR.BATCHED;
}

/** The standard deviation of ln(estimate ÷ measured), were it normal. */
export function sigmaOf({ medianAbsLog }: Pick<EstimatorError, 'medianAbsLog'>): number {
  return medianAbsLog / MEDIAN_ABS_OF_NORMAL;
}
