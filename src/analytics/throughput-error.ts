/** How far estimates are from measurements: quantiles of estimate ÷ measured, and the median of |ln|. */
export type EstimatorError = {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly medianAbsLog: number;
  /** On what data, and that it was not fitted on it. */
  readonly heldOut: string;
};

/** Of `servingSpeed`, on GPUs and systems that it was not fitted on. */
export const THROUGHPUT_ERROR: Readonly<Record<'SINGLE_STREAM' | 'BATCHED', EstimatorError>> = {
  SINGLE_STREAM: {
    p10: 0.89,
    p50: 1.01,
    p90: 1.17,
    medianAbsLog: 0.07,
    heldOut: 'llama.cpp, one stream, Llama 3 8B and 70B, each GPU left out in turn',
  },
  BATCHED: {
    p10: 0.76,
    p50: 1.04,
    p90: 1.8,
    medianAbsLog: 0.21,
    heldOut: 'batched serving, MLPerf Inference v5.1 and vLLM, each GPU left out in turn',
  },
};

/** Half of a normal distribution lies within this many standard deviations. */
const MEDIAN_ABS_OF_NORMAL = 0.6745;

export function errorOf(batch: number): EstimatorError {
  return batch === 1 ? THROUGHPUT_ERROR.SINGLE_STREAM : THROUGHPUT_ERROR.BATCHED;
}

/** The standard deviation of ln(estimate ÷ measured), were it normal. */
export function sigmaOf({ medianAbsLog }: Pick<EstimatorError, 'medianAbsLog'>): number {
  return medianAbsLog / MEDIAN_ABS_OF_NORMAL;
}
