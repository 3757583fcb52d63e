import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { kvBytes } from './model-memory.ts';
import { servedTerms } from './serving-speed.ts';
import type { ServingSetup } from './serving-setup.ts';

/** What `servingSpeed` says, each number with the formula it is computed by. */
export type ServingSpeedFigures = {
  readonly tokensPerSecond: Figure;
  readonly streamTokensPerSecond: Figure;
  readonly prefillTokensPerSecond: Figure;
  readonly firstTokenSeconds: Figure;
};

const WEIGHTS = formula('params * bits / 8 / 1e9');
const BANDWIDTH = formula('gpus * gbPerSecond');
const FLOPS = formula('reached * gpus * tflops * 1e12');
const FIXED = formula('layers * secondsPerLayer + link');
const EACH = formula('handling + link');
const STEP = formula(
  'weightsGb * touched / (weightsReached * bandwidth) + sequences * kvGb / (kvReached * bandwidth)' +
    ' + sequences * 2 * activeParams / flops + stepSeconds + sequences * sequenceSeconds' +
    ' + weightsGb * touched * spilled / hostGbPerSecond',
);
const STREAM = formula('1 / (step + client * sequences * copies)');
const PREFILL = formula('1 / ((2 * activeParams + attentionFlops) / flops + link)');
const TOTAL = formula('1 / ((step / sequences + input / output / prefill) / copies + client)');
const FIRST = formula('input / prefill');

/** The same figures as `servingSpeed` gives, with everything they are computed from. */
export function servingSpeedFigures(setup: ServingSetup): ServingSpeedFigures {
  const t = servedTerms(setup);

  const fitted = (value: number, unit: string): Figure => fact(value, unit, 'ESTIMATED', t.constantsSource);
  const gpus = given(t.parallelGpus, '1');
  const weightsGb = derived(
    WEIGHTS,
    { params: catalog(setup.model.params, 'parameters'), bits: given(setup.weightBits, 'bits') },
    'GB',
  );
  const bandwidth = derived(
    BANDWIDTH,
    { gpus, gbPerSecond: catalog(t.bandwidthGBPerSecond, 'GB/s') },
    'GB/s',
  );
  const flops = derived(
    FLOPS,
    { reached: fitted(t.computeReached, '1'), gpus, tflops: catalog(t.tflops, 'TFLOPS') },
    'FLOPS',
  );
  const stepSeconds = derived(
    FIXED,
    {
      layers: catalog(t.layers, '1'),
      secondsPerLayer: fitted(t.secondsPerLayer, 's'),
      link: assumed(t.linkSeconds, 's', 'latency of passing values on between GPUs'),
    },
    's',
  );
  const link = assumed(t.linkSecondsPerSequence, 's', 'two all-reduces a layer over the GPUs’ links');
  const sequences = assumed(
    t.sequences,
    '1',
    'the sequences asked for, shared among the copies, as far as memory and the latency asked for allow',
  );
  const activeParams = catalog(t.activeParams, 'parameters');
  const step = derived(
    STEP,
    {
      weightsGb,
      touched: assumed(
        t.touchedShare,
        '1',
        'min(1, 0.3 a + 1 - (1 - a)^sequences), a = active ÷ all parameters',
      ),
      weightsReached: fitted(t.weightsReached, '1'),
      bandwidth,
      sequences,
      kvGb: assumed(
        t.kvGb,
        'GB',
        `cache of ${meanTokens(setup)} tokens, ${String(kvBytes(setup.model, meanTokens(setup), 1))} values`,
      ),
      kvReached: fitted(t.kvReached, '1'),
      activeParams,
      flops,
      stepSeconds,
      sequenceSeconds: derived(EACH, { handling: fitted(t.secondsPerSequence, 's'), link }, 's'),
      spilled: assumed(t.spilledShare, '1', 'what does not fit in the GPUs’ memory'),
      hostGbPerSecond: assumed(t.hostGBPerSecond, 'GB/s', 'dual-channel DDR5'),
    },
    's',
  );
  const prefillTokensPerSecond = derived(
    PREFILL,
    { activeParams, attentionFlops: assumed(t.attentionFlops, 'FLOP', 'causal attention'), flops, link },
    'tokens/s',
  );
  const copies = given(t.replicas, '1');
  const client = given(t.clientSecondsPerToken, 's');
  const input = given(t.inputTokens, 'tokens');
  return {
    tokensPerSecond: derived(
      TOTAL,
      {
        step,
        sequences,
        input,
        output: given(t.outputTokens, 'tokens'),
        prefill: prefillTokensPerSecond,
        copies,
        client,
      },
      'tokens/s',
    ),
    streamTokensPerSecond: derived(STREAM, { step, client, sequences, copies }, 'tokens/s'),
    prefillTokensPerSecond,
    firstTokenSeconds: derived(FIRST, { input, prefill: prefillTokensPerSecond }, 's'),
  };
}

/** Of a sequence while it is decoded: its prompt and half of its answer. */
function meanTokens({ inputTokens, outputTokens }: ServingSetup): number {
  return inputTokens + outputTokens / 2;
}

function catalog(value: number, unit: string): Figure {
  return fact(value, unit, 'CATALOG', 'catalog');
}

function assumed(value: number, unit: string, source: string): Figure {
  return fact(value, unit, 'ASSUMED', source);
}
