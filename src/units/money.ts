import type { Brand } from './brand.ts';

/**
 * Money is a whole number of micro-dollars (1 USD = 1,000,000), so sums and comparisons are exact.
 * The largest safe value is about 9 billion dollars.
 */
export type MicroUsd = Brand<number, 'MicroUsd'>;

const MICROS_PER_USD = 1_000_000;
const DECIMAL = /^(-?)(\d{1,10})(?:\.(\d{1,6})0*)?$/;

/** Takes a whole number of micro-dollars. Throws a RangeError for fractions, NaN and unsafe sizes. */
export function microUsd(micros: number): MicroUsd {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not a whole number of micro-dollars: ${micros}`);
  return (micros === 0 ? 0 : micros) as MicroUsd;
}

/** Rounds a float of dollars to the nearest micro-dollar; undefined where it is not finite or too large. */
export function usdFromFloat(dollars: number): MicroUsd | undefined {
  const micros = Math.round(dollars * MICROS_PER_USD);
  return Number.isSafeInteger(micros) ? microUsd(micros) : undefined;
}

/** Reads a decimal of dollars ("0.44"), at most six places, exactly; undefined where it is not one. */
export function parseUsd(text: string): MicroUsd | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  const micros = Number(whole) * MICROS_PER_USD + Number(fraction.padEnd(6, '0'));
  return Number.isSafeInteger(micros) ? microUsd(sign === '-' ? -micros : micros) : undefined;
}

/** Writes micro-dollars as a decimal of dollars without trailing zeros but with at least two places: "0.44". */
export function formatUsd(money: MicroUsd): string {
  const magnitude = Math.abs(money);
  const whole = Math.floor(magnitude / MICROS_PER_USD);
  const fraction = String(magnitude % MICROS_PER_USD)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${money < 0 ? '-' : ''}${whole}.${fraction}`;
}

/** Dollars as a float, for statistics only: never add these up to a bill. */
export function usdAsFloat(money: MicroUsd): number {
  return money / MICROS_PER_USD;
}
