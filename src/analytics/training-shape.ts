import type { TrainedModel } from './training-speed.ts';

/**
 * The shape of a model of which only its parameters are known. Layers × width grows with the 0.68th power of them:
 * MPT 125M to 70B and Llama 7B to 405B are within 15 %, and attention is a small part of the FLOPs.
 */
export function trainedModelOfSize(activeParams: number, hasExperts: boolean): TrainedModel {
  const width = 131_072 * (activeParams / 6.7e9) ** 0.68;
  const layers = Math.max(1, Math.round(32 * (activeParams / 6.7e9) ** 0.3));
  const experts = hasExperts ? { count: 1, active: 1 } : null;
  return { activeParams, layers, hiddenSize: width / layers, experts };
}
