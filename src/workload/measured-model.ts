import { models } from '#catalog/models.ts';
import type { ModelShape } from '#units/model.ts';

/** The shape of the model a measurement names; of an unknown one the usual shape of its size. */
export function measuredModel(name: string, paramsText: string): ModelShape | undefined {
  const key = name.toLowerCase();
  const known = models.find(
    ({ slug, aliases }) => slug === key || aliases.some((alias) => alias.toLowerCase() === key),
  );
  if (known) return known.shape;
  const params = (Number.parseFloat(paramsText) || sizeInName(key) || 0) * 1e9;
  if (!(params >= 1e6 && params <= 1e14)) return undefined;
  if (/deepseek-?(r1|v3)/.test(key) && params > 5e11)
    return {
      ...usualShape(671e9, 37e9),
      layers: 61,
      hiddenSize: 7168,
      attention: [{ kind: 'LATENT', layers: 61, latentDim: 512, ropeDim: 64 }],
    };
  if (/mixtral/.test(key))
    return {
      ...usualShape(46.7e9, 12.9e9),
      layers: 32,
      hiddenSize: 4096,
      attention: [{ kind: 'GROUPED', layers: 32, kvHeads: 8, headDim: 128, window: null }],
    };
  return usualShape(params, Math.min(params, activeInName(key) ?? params));
}
function sizeInName(name: string): number | undefined {
  const found = /(\d+(?:\.\d+)?)b\b/.exec(name)?.[1];
  return found === undefined ? undefined : Number(found);
}
function activeInName(name: string): number | undefined {
  const found = /\ba(\d+(?:\.\d+)?)b\b/.exec(name)?.[1];
  return found === undefined ? undefined : Math.max(1e6, Number(found) * 1e9);
}
function usualShape(params: number, activeParams: number): ModelShape {
  const [, layers, hiddenSize] = [
    [2e9, 22, 2048],
    [5e9, 28, 3072],
    [10e9, 32, 4096],
    [20e9, 40, 5120],
    [50e9, 60, 6656],
    [150e9, 80, 8192],
    [1e13, 126, 16384],
  ].find(([most = 0]) => params < most) ?? [0, 126, 16384];
  return {
    params,
    activeParams,
    layers: layers ?? 1,
    hiddenSize: hiddenSize ?? 1,
    heads: (hiddenSize ?? 1) / 128,
    vocabulary: 128_256,
    contextTokens: 131072,
    experts: null,
    attention: [{ kind: 'GROUPED', layers: layers ?? 1, kvHeads: 8, headDim: 128, window: null }],
  };
}
