import type { Stock } from '#units/quote.ts';

const HIGH: Stock = { kind: 'LEVEL', level: 'HIGH' };
const MEDIUM: Stock = { kind: 'LEVEL', level: 'MEDIUM' };
const LOW: Stock = { kind: 'LEVEL', level: 'LOW' };
const NONE: Stock = { kind: 'NONE' };

/** The level a provider shows for what it has to spare, in deviations of demand. */
export function stockLevel(spare: number): Stock {
  if (spare > 0.5) return HIGH;
  if (spare > -0.2) return MEDIUM;
  return spare > -0.95 ? LOW : NONE;
}
