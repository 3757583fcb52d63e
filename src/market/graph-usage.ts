import type { Usage } from '#analytics/usable-price.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { DEFAULT_USAGE } from './usable-offer.ts';

/**
 * What each figure may be. Below six minutes a rental is all boot. Above a month nothing changes per hour,
 * and the whole bill has to stay below the largest amount of money, 9 billion dollars.
 */
const BOUNDS: Readonly<Record<keyof Usage, readonly [least: number, most: number]>> = {
  hours: [0.1, 720],
  diskGb: [0, 100_000],
  egressGb: [0, 100_000],
  ingressGb: [0, 100_000],
  checkpointMinutes: [0, 30],
  restartMinutes: [0, 60],
};

const DESCRIPTIONS: Readonly<Record<keyof Usage, string>> = {
  hours: 'Hours of work wanted of each GPU, boot and interruptions not counted',
  diskGb: 'Gigabytes of disk, for the whole offer',
  egressGb: 'Gigabytes sent over the internet in all that time',
  ingressGb: 'Gigabytes received over the internet in all that time',
  checkpointMinutes: 'Minutes that writing a checkpoint takes; counts for spot',
  restartMinutes:
    'Minutes from an interruption until work goes on, the next machine’s boot included; counts for spot',
};

export const UsageInput = builder.inputType('UsageInput', {
  description: 'What an offer would be rented for, which decides what an hour of work costs on it.',
  fields: (t) => {
    const float = (field: keyof Usage) =>
      t.float({
        required: true,
        defaultValue: DEFAULT_USAGE[field],
        description: `${DESCRIPTIONS[field]}; ${BOUNDS[field].join(' to ')}.`,
      });
    return {
      hours: float('hours'),
      diskGb: float('diskGb'),
      egressGb: float('egressGb'),
      ingressGb: float('ingressGb'),
      checkpointMinutes: float('checkpointMinutes'),
      restartMinutes: float('restartMinutes'),
    };
  },
});

/** Takes what was asked for, or throws BAD_USER_INPUT with the bounds. */
export function checkUsage(usage: Usage, argument: string): Usage {
  for (const [field, [least, most]] of Object.entries(BOUNDS)) {
    const value = usage[field as keyof Usage];
    if (!(value >= least && value <= most)) {
      throw badInput(
        argument,
        `\`${argument}.${field}\` is ${value}, and takes ${least} to ${most}. ${DESCRIPTIONS[field as keyof Usage]}.`,
      );
    }
  }
  return usage;
}
