import type { Gpu } from '#catalog/gpu.ts';
import type { MeasuredThroughput } from '#catalog/measured-throughput.ts';
import { gpuSpeed } from './gpu-speed.ts';

/** measured ÷ said of two GPUs that served the same model alike. */
export type SpeedPair = { readonly direction: 'SLOWER' | 'FASTER'; readonly ratio: number };

/** Every two GPUs of measurements that are alike in all but the GPU, both ways; those without a rate are left out. */
export function speedPairs(
  measured: readonly MeasuredThroughput[],
  gpus: ReadonlyMap<string, Gpu>,
): readonly SpeedPair[] {
  const alike = Map.groupBy(measured, (row) => {
    const { model, format, engine, batch, gpuCount, inputTokens, outputTokens, measure } = row;
    return JSON.stringify([model, format, engine, batch, gpuCount, inputTokens, outputTokens, measure]);
  });
  return [...alike.values()].flatMap((rows) =>
    rows.flatMap((now) =>
      rows.flatMap((there): SpeedPair[] => {
        const [own, other] = [gpus.get(now.gpu), gpus.get(there.gpu)];
        if (!own || !other || own === other) return [];
        const speed = gpuSpeed(own, other, now.gpuCount > 1);
        if (!speed) return [];
        const ratio = there.tokensPerSecond / now.tokensPerSecond / speed.value;
        return [{ direction: speed.isFaster ? 'FASTER' : 'SLOWER', ratio }];
      }),
    ),
  );
}
