import { badInput } from '#graph/errors.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import {
  inputFault,
  inputFigureFaults,
  inputTextFaults,
  setupFaults,
  type InputFault,
} from '../graph-input-error.ts';
import { gpuHoursFaults, HOURS_AT_WORK, MOST_GPUS_AT_WORK, priceFaults } from '../setup-rules.ts';
import type { ToldFacts } from './merge-run.ts';

export const NAME_LENGTH = [1, 200] as const;

/** Bounds that no run passes; what they hold together is well within what money and 2⁵³ hold. */
export const MOST = {
  count: 1e15,
  epochs: 1e6,
  learningRate: 1e4,
  loss: 1e12,
} as const;

const LEAST = 1e-12;
/** A clock that is read before and after the work. */
const SLACK = 1.01;
/** The sender's clock may be ahead. */
const AHEAD_MS = 5 * 60_000;

/** What is wrong with what is told of a run, each figure for itself. */
export function toldFaults(told: ToldFacts, now: Instant): readonly InputFault[] {
  return [
    ...inputTextFaults('model', told.model, NAME_LENGTH),
    ...inputTextFaults('provider', told.provider, [1, 100]),
    ...wholeFaults('gpuCount', told.gpuCount, MOST_GPUS_AT_WORK),
    ...wholeFaults('parameters', told.parameters, MOST.count),
    ...wholeFaults('batchSize', told.batchSize, MOST.count),
    ...wholeFaults('samples', told.samples, MOST.count),
    ...wholeFaults('tokens', told.tokens, MOST.count),
    ...inputFigureFaults('learningRate', told.learningRate, [0, MOST.learningRate]),
    ...inputFigureFaults('epochs', told.epochs, [LEAST, MOST.epochs]),
    ...inputFigureFaults('hours', told.hours, [1e-6, HOURS_AT_WORK[1]]),
    ...accuracyFaults('accuracy', told.accuracy),
    ...(['trainLoss', 'validationLoss', 'testLoss'] as const).flatMap((name) =>
      inputFigureFaults(name, told[name], [-MOST.loss, MOST.loss]),
    ),
    ...setupFaults(priceFaults(told.pricePerGpuHour)),
    ...(['startedAt', 'endedAt'] as const).flatMap((name) => timeFaults(name, told[name], now)),
  ];
}

/** What is wrong with a run as a whole, told at once or bit by bit. */
export function togetherFaults(facts: ToldFacts): readonly InputFault[] {
  const { startedAt, endedAt, hours, gpuCount } = facts;
  if (startedAt != null && endedAt != null && endedAt < startedAt)
    return [inputFault('BAD_TIME', 'endedAt', '`endedAt` is before `startedAt`: send both in order.')];
  const span = startedAt != null && endedAt != null ? (endedAt - startedAt) / HOUR_MS : null;
  if (span !== null && hours != null && hours > span * SLACK + 1 / 60) {
    const message = `\`hours\` is ${hours}, and from startedAt to endedAt there are ${span}: give at most endedAt − startedAt. \`hours\` are of the clock, not of all GPUs together.`;
    return [inputFault('BAD_TIME', 'hours', message)];
  }
  const gpuHours = (hours ?? span ?? 0) * (gpuCount ?? 1);
  return setupFaults(gpuHoursFaults(gpuHours));
}

/** What is wrong with a whole number from 1 on that may be absent. */
export function wholeFaults(
  name: string,
  value: number | null | undefined,
  most: number,
  least = 1,
): readonly InputFault[] {
  if (value == null || (Number.isInteger(value) && value >= least && value <= most)) return [];
  return [
    inputFault('BAD_FIGURE', name, `\`${name}\` is ${value}: give a whole number from ${least} to ${most}.`),
  ];
}

export function accuracyFaults(name: string, value: number | null | undefined): readonly InputFault[] {
  if (value == null || (value >= 0 && value <= 1)) return [];
  return [
    inputFault('BAD_FIGURE', name, `\`${name}\` is ${value}: it is a share from 0 to 1, 0.9 for 90 %.`),
  ];
}

/** The same where a question is asked. Throws BAD_USER_INPUT. */
export function checkAccuracy(name: string, value: number | null | undefined): void {
  const [fault] = accuracyFaults(name, value);
  if (fault) throw badInput(name, fault.message);
}

function timeFaults(name: string, at: Instant | null | undefined, now: Instant): readonly InputFault[] {
  if (at == null || at <= now + AHEAD_MS) return [];
  return [inputFault('BAD_TIME', name, `\`${name}\` lies in the future: record what has happened.`)];
}
