import type { Gpu } from '#catalog/gpu.ts';
import { most } from '#analytics/bisection.ts';
import type { ZeroStage } from '#analytics/training-memory.ts';
import type { MemoryLoad } from './memory-load.ts';
import { COUNTS, type FittingRemedy, type Remedy } from './remedy.ts';
import type { AskedTraining } from './training-need.ts';

type Training = Extract<MemoryLoad, { kind: 'TRAINING' }>;

const STAGES: readonly ZeroStage[] = [1, 2, 3];

/** Single changes with which training fits, of each the least. */
export function trainingRemedies(
  load: Training,
  gpu: Gpu,
  fits: (changed: MemoryLoad) => boolean,
): FittingRemedy[] {
  const { asked } = load;
  const found: FittingRemedy[] = [];
  const tryOut = (changes: readonly Remedy[], change: Partial<AskedTraining>, to: string): boolean => {
    const changed: Training = { ...load, asked: { ...asked, ...change } };
    if (!fits(changed)) return false;
    found.push({ changes, load: changed, gpu, to });
    return true;
  };
  if (asked.optimizer === 'ADAM_MIXED' || asked.optimizer === 'ADAM_FP32')
    tryOut(['ADAM_8BIT'], { optimizer: 'ADAM_8BIT' }, 'optimizer ADAM_8BIT');
  if (asked.recomputation !== 'FULL')
    tryOut(['RECOMPUTE'], { recomputation: 'FULL' }, 'full recomputation of activations');
  if (asked.method === 'FULL') tryOut(['LORA'], { method: 'LORA' }, `LoRA of rank ${asked.rank}`);
  if (asked.method !== 'QLORA') tryOut(['QLORA'], { method: 'QLORA' }, `QLoRA of rank ${asked.rank}`);
  for (const zeroStage of STAGES) {
    if (asked.gpuCount === 1 || zeroStage <= asked.zeroStage) continue;
    if (tryOut(['ZERO'], { zeroStage }, `ZeRO-${zeroStage} over ${asked.gpuCount} × ${gpu.name}`)) break;
  }
  for (const gpuCount of COUNTS) {
    if (gpuCount <= asked.gpuCount) continue;
    const changes: readonly Remedy[] = asked.zeroStage === 3 ? ['MORE_GPUS'] : ['MORE_GPUS', 'ZERO'];
    const to = `${gpuCount} × ${gpu.name} with ZeRO-3`;
    if (tryOut(changes, { gpuCount, zeroStage: 3 }, to)) break;
  }
  const holds = (change: Partial<AskedTraining>): boolean =>
    fits({ ...load, asked: { ...asked, ...change } });
  const microBatch = most(asked.microBatch - 1, (value) => holds({ microBatch: value }));
  if (microBatch > 0) tryOut(['FEWER_SEQUENCES'], { microBatch }, `micro-batch ${microBatch}`);
  const sequenceTokens = most(asked.sequenceTokens - 1, (value) => holds({ sequenceTokens: value }));
  if (sequenceTokens >= 256)
    tryOut(['SHORTER_CONTEXT'], { sequenceTokens }, `sequences of ${sequenceTokens} tokens`);
  return found;
}
