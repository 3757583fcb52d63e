import { ENGINE_CONSTANTS, type EngineConstants, type ServingEngine } from './serving-constants.ts';
import { servingSpeed, type ServingSetup } from './serving-speed.ts';

/** A measured speed, and what it was measured on. */
export type SpeedCase = {
  readonly setup: ServingSetup;
  /** Tokens a second of one stream, or of the whole system. */
  readonly what: 'STREAM' | 'SYSTEM';
  readonly tokensPerSecond: number;
  /** What is left out together: a GPU, a source. */
  readonly held: string;
  readonly group: string;
};

/** Estimate ÷ measured, in its group. */
export type SpeedRatio = { readonly group: string; readonly ratio: number };

export function speedRatio({ setup, what, tokensPerSecond }: SpeedCase, constants?: EngineConstants): number {
  const speed = servingSpeed(setup, constants);
  return (what === 'STREAM' ? speed.streamTokensPerSecond : speed.tokensPerSecond) / tokensPerSecond;
}

/** One number of an engine's constants, and a copy with another. Shares stay at or under 1. */
type Knob = {
  readonly most: number;
  readonly of: (constants: EngineConstants) => number;
  readonly with: (constants: EngineConstants, value: number) => EngineConstants;
};

const share = (name: 'gddr' | 'hbm'): Knob => ({
  most: 1,
  of: ({ weights }) => weights[name],
  with: (constants, value) => ({ ...constants, weights: { ...constants.weights, [name]: value } }),
});
const peak = (format: 'BF16' | 'FP8' | 'FP4'): Knob => ({
  most: 1,
  of: ({ compute }) => compute[format],
  with: (constants, value) => ({ ...constants, compute: { ...constants.compute, [format]: value } }),
});
const plain = (name: 'kv' | 'secondsPerLayer' | 'secondsPerSequence', most: number): Knob => ({
  most,
  of: (constants) => constants[name],
  with: (constants, value) => ({ ...constants, [name]: value }),
});

/**
 * What measurements of an engine tell something about: one stream of the memory, many of the matrix units. vLLM's are the
 * study's, fitted on other sources than these, and stay.
 */
const KNOBS: Readonly<Record<ServingEngine, readonly Knob[]>> = {
  LLAMA_CPP: [share('gddr'), share('hbm'), plain('kv', 1), plain('secondsPerLayer', 1e-3)],
  OLLAMA: [],
  VLLM: [],
  SGLANG: [],
  TENSORRT_LLM: [peak('FP8'), peak('FP4'), plain('secondsPerSequence', 1e-3)],
};

const STEPS = [1.3, 1.1, 1.03, 1.01];

/**
 * The engine's constants with the least mean |ln(estimate ÷ measured)| over the cases: each in turn goes up or down by
 * ever smaller steps, from those that are served, as long as that helps.
 */
export function fitConstants(engine: ServingEngine, cases: readonly SpeedCase[]): EngineConstants {
  const loss = (constants: EngineConstants): number =>
    cases.reduce((sum, one) => sum + Math.abs(Math.log(speedRatio(one, constants))), 0);
  let best = ENGINE_CONSTANTS[engine];
  let least = loss(best);
  const helps = (knob: Knob, factor: number): boolean => {
    const tried = knob.with(best, Math.min(knob.most, knob.of(best) * factor));
    const found = loss(tried);
    if (found >= least - 1e-9) return false;
    [best, least] = [tried, found];
    return true;
  };
  for (const step of STEPS) {
    for (let moved = true; moved;) {
      moved = KNOBS[engine].map((knob) => helps(knob, step) || helps(knob, 1 / step)).includes(true);
    }
  }
  return best;
}

/** Every case by constants that were fitted to the cases of its engine that are held elsewhere. */
export function leaveOneOut(cases: readonly SpeedCase[]): readonly SpeedRatio[] {
  const engines = Map.groupBy(cases, ({ setup }) => setup.engine);
  return [...engines].flatMap(([engine, of]) =>
    [...Map.groupBy(of, ({ held }) => held)].flatMap(([left, own]) => {
      const constants = fitConstants(
        engine,
        of.filter(({ held }) => held !== left),
      );
      return own.map((one) => ({ group: one.group, ratio: speedRatio(one, constants) }));
    }),
  );
}
