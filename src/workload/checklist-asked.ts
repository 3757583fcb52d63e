import { servingMemory } from '#analytics/model-memory.ts';
import { servingSpeed } from '#analytics/serving-speed.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { usableGb } from '#catalog/usable-memory.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { Billing } from '#units/quote.ts';
import type { AskedModel } from './graph-model-input.ts';
import type { FleetOffer } from './store-fleet-offers.ts';

/** What somebody runs, with what is paid for it. */
export type AskedChecklist = {
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly billing: Billing;
  readonly useCase: string;
  readonly figures: {
    readonly machines: Figure;
    /** Of all machines. */
    readonly gpus: Figure;
    readonly hours: Figure;
    readonly price: Figure;
  };
  readonly spotMtbi: Figure;
  readonly busyHours: Figure | null;
  readonly coldStarts: Figure;
  readonly responseCacheHits: Figure | null;
  readonly checkpointInterval: Figure | null;
  readonly neededGb: Figure | null;
  readonly quantisedGb: Figure | null;
  readonly batchGain: Figure | null;
};

/** Machines of the same size under a billing, cheapest first. */
export function withinReach(
  { gpuCount }: AskedChecklist,
  offers: readonly FleetOffer[],
  billing: Billing,
): readonly FleetOffer[] {
  return offers
    .filter((offer) => offer.billing === billing && offer.gpuCount === gpuCount)
    .toSorted((a, b) => a.price - b.price || a.id - b.id);
}

/** Another GPU, no smaller and no slower by its data sheet. */
export function stillFast({ gpu: own }: AskedChecklist): (offer: FleetOffer) => boolean {
  return ({ gpu: slug }) => {
    const gpu = gpuOf(slug);
    return (
      gpu !== null &&
      gpu.slug !== own.slug &&
      gpu.vendor === own.vendor &&
      gpu.vramGb >= own.vramGb &&
      gpu.bandwidthGBPerSecond >= own.bandwidthGBPerSecond &&
      tflops(gpu) >= tflops(own)
    );
  };
}

function tflops({ bf16Tflops, fp16Tflops }: Gpu): number {
  return bf16Tflops ?? fp16Tflops ?? 0;
}

/** True where all GPUs of a machine together hold so much. */
export function heldBy(offer: FleetOffer, gb: number): boolean {
  const gpu = gpuOf(offer.gpu);
  return gpu !== null && usableGb(gpu) * offer.gpuCount >= gb;
}

const CONTEXT_TOKENS = 4096;
const FOUR_BITS = 4.25;

/** Gigabytes that serving a model takes with weights of so many bits, one sequence of 4,096 tokens at a time. */
export function servedGb({ shape, name }: AskedModel, weightBits: number): Figure {
  const load = { weightBits, kvBits: 16, contextTokens: CONTEXT_TOKENS, sequences: 1 };
  const { totalGb } = servingMemory(shape, load);
  const source = `memory of ${name} at ${weightBits} bits a weight and ${CONTEXT_TOKENS} tokens: modelMemory has its parts`;
  return fact(totalGb, 'GB', 'ESTIMATED', source);
}

export function quantisedGb(model: AskedModel): Figure {
  return servedGb(model, FOUR_BITS);
}

/** How many times the tokens a second of now so many sequences at once give. */
export function batchGain(
  model: AskedModel,
  {
    gpu,
    gpuCount,
    weightBits,
  }: { readonly gpu: Gpu; readonly gpuCount: number; readonly weightBits: number },
  { now, possible }: { readonly now: number; readonly possible: number },
): Figure {
  const speed = (batch: number): Figure => {
    const { tokensPerSecond } = servingSpeed({
      model: model.shape,
      gpu,
      gpuCount,
      engine: 'VLLM',
      weightBits,
      kvBits: 16,
      batch,
      inputTokens: 512,
      outputTokens: 256,
    });
    return fact(
      tokensPerSecond,
      'tokens/s',
      'ESTIMATED',
      `roofline of ${model.name} at ${batch} at once, vLLM`,
    );
  };
  return derived(formula('together / now'), { together: speed(possible), now: speed(now) }, '1');
}
