import { badInput } from '#graph/errors.ts';
import { GPUS_PER_NODE } from './memory-load.ts';

/** Throws BAD_USER_INPUT for what is below 1 or above `most`. */
export function checkRange(argument: string, value: number, most: number): void {
  if (!(value >= 1 && value <= most)) throw badInput(argument, `\`${argument}\` is between 1 and ${most}.`);
}

/** Throws BAD_USER_INPUT for sequences that a model was not made for. */
export function checkTokens(argument: string, tokens: number, most: number, model: string): void {
  if (!(tokens >= 1 && tokens <= most))
    throw badInput(
      argument,
      `\`${argument}\` is between 1 and ${most}, the longest that ${model} was made for.`,
    );
}

/** Throws BAD_USER_INPUT for a share of nothing, or of more than all. */
export function checkShare(share: number): void {
  if (!(share >= 0.01 && share <= 1)) throw badInput('usableShare', '`usableShare` is between 0.01 and 1.');
}

const MAX_GPUS = 1024;

/** Throws BAD_USER_INPUT for numbers of GPUs that are no whole machines. */
export function checkGpuCount(gpuCount: number): void {
  if (!(gpuCount >= 1 && gpuCount <= MAX_GPUS))
    throw badInput('gpuCount', `\`gpuCount\` is between 1 and ${MAX_GPUS}.`);
  if (gpuCount > GPUS_PER_NODE && gpuCount % GPUS_PER_NODE !== 0)
    throw badInput(
      'gpuCount',
      `Above ${GPUS_PER_NODE}, \`gpuCount\` is whole machines of ${GPUS_PER_NODE}: 16, 24, 32 …`,
    );
}
