import { checkDuration, checkWithin } from '#graph/bounds.ts';
import { badInput } from '#graph/errors.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';
import { GPUS_PER_NODE } from './memory-load.ts';

/** Sequences that are served at once. */
export const MOST_SEQUENCES = 4096;
/** Tokens of a prompt or an answer, whatever the model. */
export const MOST_TOKENS = 10_000_000;
export const MOST_TOKENS_PER_SECOND = 10_000_000;

/** Throws BAD_USER_INPUT for sequences that a model was not made for. */
export function checkTokens(argument: string, tokens: number, most: number, model: string): void {
  if (!(tokens >= 1 && tokens <= most))
    throw badInput(
      argument,
      `\`${argument}\` is ${tokens}: give 1 to ${most}, the longest that ${model} was made for.`,
    );
}

const MAX_GPUS = 1024;

/** Throws BAD_USER_INPUT for numbers of GPUs that are no whole machines. */
export function checkGpuCount(gpuCount: number): void {
  checkWithin('gpuCount', gpuCount, 1, MAX_GPUS);
  if (gpuCount > GPUS_PER_NODE && gpuCount % GPUS_PER_NODE !== 0)
    throw badInput(
      'gpuCount',
      `Above ${GPUS_PER_NODE}, \`gpuCount\` is whole machines of ${GPUS_PER_NODE}: 16, 24, 32 …`,
    );
}

/** Throws BAD_USER_INPUT for a share of the time that is none, or next to none. */
export function checkUtilisation(utilisation: number): void {
  checkWithin('utilisation', utilisation, 0.001, 1);
}

/** Throws BAD_USER_INPUT for times that no forecast reaches. */
export function checkAhead(ahead: number): void {
  checkDuration('ahead', ahead, { least: HOUR_MS, most: 7 * DAY_MS });
}

/** The speed a caller measured. Throws BAD_USER_INPUT for what no machine makes. */
export function checkedSpeed(argument: string, speed: number): number {
  checkWithin(argument, speed, 0.001, MOST_TOKENS_PER_SECOND);
  return speed;
}
