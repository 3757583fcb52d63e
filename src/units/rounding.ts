/** To so many decimals: what is beyond what a figure knows, or is the noise of doubles, is left out. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

/** A share in percent, to so many decimals of a percent. */
export function percentOf(share: number, decimals: number): number {
  return Math.round(share * 10 ** (decimals + 2)) / 10 ** decimals;
}

/** Hours to the millionth, a few milliseconds: enough to redo the arithmetic with. */
export function roundedHours(hours: number): number {
  return rounded(hours, 6);
}
