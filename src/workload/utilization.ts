import { checkWithin } from '#graph/bounds.ts';
import { badInput } from '#graph/errors.ts';

/** Why a percentage of busy time is taken for a share of it ("0.85"), and what to write instead; null where it is not. */
export function whyNoPercentage(percent: number): string | null {
  if (!(percent > 0 && percent < 1)) return null;
  const meant = Number((percent * 100).toPrecision(6));
  return `\`utilization\` is ${percent} percent: write ${meant} if you meant a share of the time, and 0 or at least 1 otherwise.`;
}

/** Throws BAD_USER_INPUT for a percentage of busy time that nobody means. */
export function checkUtilization(percent: number): void {
  checkWithin('utilization', percent, 0, 100);
  const why = whyNoPercentage(percent);
  if (why) throw badInput('utilization', why);
}
